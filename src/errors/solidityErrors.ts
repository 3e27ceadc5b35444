import type { AbiParameterToPrimitiveType } from 'viem'
import {
  abiRulesSvmAbi,
  batchedSessionRouterAbi,
  contractCallSvmAbi,
  dexSwapSvmAbi,
  erc20ApprovalSvmAbi,
  erc20StakeSvmAbi,
  erc20TransferSvmAbi,
  nftTransferSvmAbi,
  sessionKeyManagerAbi,
  sessionRouterValidatorAbi,
  uniswapV3SwapSvmAbi,
} from '../abis/generated/index.ts'

const abis = [
  ...batchedSessionRouterAbi,
  ...sessionKeyManagerAbi,
  ...sessionRouterValidatorAbi,
  ...erc20ApprovalSvmAbi,
  ...dexSwapSvmAbi,
  ...erc20StakeSvmAbi,
  ...abiRulesSvmAbi,
  ...erc20TransferSvmAbi,
  ...uniswapV3SwapSvmAbi,
  ...nftTransferSvmAbi,
  ...contractCallSvmAbi,
] as const

type SolidityError = Extract<(typeof abis)[number], { type: 'error' }>

/** The name of an error of a router, a ledger or a module. */
export type SolidityErrorName = SolidityError['name']

type Input<name extends SolidityErrorName> = Extract<
  SolidityError,
  { name: name }
>['inputs'][number]

/** The arguments of a Solidity error, by name. */
export type SolidityErrorArgs<name extends SolidityErrorName> = {
  readonly [input in Input<name> as input['name']]: AbiParameterToPrimitiveType<input>
}

/** Every error of the contracts, each once. */
export const solidityErrors: readonly SolidityError[] = [
  ...new Map(
    abis.filter((item) => item.type === 'error').map((item) => [item.name, item] as const),
  ).values(),
]

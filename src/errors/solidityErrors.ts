import type { AbiParameterToPrimitiveType } from 'viem'
import { errorsAbi } from '../abis/generated/errorsAbi.ts'

type SolidityError = (typeof errorsAbi)[number]

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
export const solidityErrors: readonly SolidityError[] = errorsAbi

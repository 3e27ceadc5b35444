import type { Address } from 'viem'
import { isAddressEqual } from 'viem'
import type { Deployment } from '../deployment.ts'
import { abiRules } from './abiRules.ts'
import { contractCall } from './contractCall.ts'
import type { AnySessionModule } from './defineModule.ts'
import { depositAll } from './depositAll.ts'
import { dexSwap } from './dexSwap.ts'
import { erc20Approval } from './erc20Approval.ts'
import { erc20Stake } from './erc20Stake.ts'
import { erc20Transfer } from './erc20Transfer.ts'
import type { ModuleName } from './moduleContracts.ts'
import { nativeTransfer } from './nativeTransfer.ts'
import { nftTransfer } from './nftTransfer.ts'
import { uniswapV3Swap } from './uniswapV3Swap.ts'

/** Every module that this version knows, by its name in a deployment. */
export const modules: { readonly [name in ModuleName]: AnySessionModule } = {
  approve: erc20Approval,
  swap: dexSwap,
  stake: erc20Stake,
  rules: abiRules,
  transfer: erc20Transfer,
  swapV3: uniswapV3Swap,
  nativeTransfer,
  nftTransfer,
  contractCall,
  depositAll,
}

/** Finds the module that stands at an address of a deployment. */
export function findModule(address: Address, deployment: Deployment): AnySessionModule | undefined {
  return Object.values(modules).find(({ name }) =>
    isAddressEqual(deployment.modules[name], address),
  )
}

import type { Address } from 'viem'
import { isAddressEqual } from 'viem'
import type { Deployment, ModuleName } from '../deployment.ts'
import { abiRules } from './abiRules.ts'
import type { AnySessionModule } from './defineModule.ts'
import { dexSwap } from './dexSwap.ts'
import { erc20Approval } from './erc20Approval.ts'
import { erc20Stake } from './erc20Stake.ts'

/** Every module that this version knows, by its name in a deployment. */
export const modules: { readonly [name in ModuleName]: AnySessionModule } = {
  approve: erc20Approval,
  swap: dexSwap,
  stake: erc20Stake,
  rules: abiRules,
}

/** Finds the module that stands at an address of a deployment. */
export function findModule(address: Address, deployment: Deployment): AnySessionModule | undefined {
  return Object.values(modules).find(({ name }) =>
    isAddressEqual(deployment.modules[name], address),
  )
}

import type { Address } from 'viem'
import { generatedDeployment } from './abis/generated/index.ts'

/** Where the contracts stand. */
export type Deployment = {
  readonly router: Address
  readonly manager: Address
  readonly modules: {
    /** ERC20ApprovalSVM */
    readonly approve: Address
    /** DEXSwapSVM */
    readonly swap: Address
    /** ERC20StakeSVM */
    readonly stake: Address
  }
}

export type ModuleName = keyof Deployment['modules']

/** The addresses that the contracts have on every chain to which they were deployed through the CREATE2 proxy. */
export const defaultDeployment: Deployment = generatedDeployment

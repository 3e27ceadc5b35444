import { type Address, BaseError } from 'viem'
import { generatedDeployment } from './abis/generated/index.ts'

/** Where the contracts stand. */
export type Deployment = {
  readonly router: Address
  readonly manager: Address
  /** SessionRouterValidator: router and ledger of ERC-7579 accounts in one contract; see `forErc7579`. */
  readonly validator?: Address | undefined
  readonly modules: {
    /** ERC20ApprovalSVM */
    readonly approve: Address
    /** DEXSwapSVM */
    readonly swap: Address
    /** ERC20StakeSVM */
    readonly stake: Address
    /** ABIRulesSVM */
    readonly rules: Address
    /** ERC20TransferSVM */
    readonly transfer: Address
    /** UniswapV3SwapSVM */
    readonly swapV3: Address
    /** NativeTransferSVM */
    readonly nativeTransfer: Address
    /** NFTTransferSVM */
    readonly nftTransfer: Address
    /** ContractCallSVM */
    readonly contractCall: Address
  }
}

export type ModuleName = keyof Deployment['modules']

/**
 * The addresses that the contracts have on every chain to which they were deployed through the CREATE2 proxy.
 *
 * @example
 * ```ts
 * const deployment = { ...defaultDeployment, manager: address }
 * ```
 */
export const defaultDeployment: Deployment = generatedDeployment

/**
 * Names router and ledger as ERC-7579 accounts have them: both are SessionRouterValidator.
 *
 * @throws DeploymentError if the validator is not deployed.
 *
 * @example
 * ```ts
 * const grant = createGrant({ ...terms, deployment: forErc7579() })
 * ```
 */
export function forErc7579(deployment: Deployment = defaultDeployment): Deployment {
  const { validator } = deployment
  if (validator === undefined) throw new DeploymentError()
  return { ...deployment, router: validator, manager: validator }
}

/**
 * Thrown when a deployment lacks the contract that an account needs.
 *
 * @example
 * ```ts
 * try {
 *   forErc7579(deployment)
 * } catch (error) {
 *   if (error instanceof DeploymentError) console.log(error.shortMessage)
 * }
 * ```
 */
export class DeploymentError extends BaseError {
  constructor() {
    super('The deployment names no SessionRouterValidator, which ERC-7579 accounts need.', {
      name: 'DeploymentError',
      metaMessages: ['Pass its address as `validator`, or use the default deployment.'],
    })
  }
}

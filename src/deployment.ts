import { type Address, BaseError } from 'viem'
import { generatedDeployment } from './abis/generated/deployment.ts'
import type { ModuleName } from './svm/moduleContracts.ts'

/** Where the contracts stand. */
export type Deployment = {
  readonly router: Address
  readonly manager: Address
  /** SessionRouterValidator: router and ledger of ERC-7579 accounts in one contract; see `forErc7579`. */
  readonly validator?: Address | undefined
  /** KeyVerifier: judges the signatures of session keys that are not secp256k1. */
  readonly keyVerifier?: Address | undefined
  /** DepositAll, for permissions of `erc4626.depositAll`. */
  readonly depositAll?: Address | undefined
  readonly modules: { readonly [name in ModuleName]: Address }
}

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
  if (validator === undefined) throw new DeploymentError('SessionRouterValidator')
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
  constructor(contract: string) {
    super(`The deployment names no ${contract}, which this needs.`, {
      name: 'DeploymentError',
      metaMessages: ['Pass its address in the deployment, or use the default deployment.'],
    })
  }
}

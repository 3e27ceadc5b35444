import { encodeFunctionData } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { findLedger } from './findLedger.ts'
import { ledgerCoreAbi as abi } from './ledgerCoreAbi.ts'
import type { OwnerCall } from './ownerCalls.ts'

/**
 * Encodes the call by which an account ends every grant that it has enabled for the deployment's router so far, and every approval not
 * yet used. For an ERC-7579 account pass `forErc7579()`.
 *
 * @example
 * ```ts
 * await bundlerClient.sendUserOperation({ account, calls: [revokeAllGrantsCall()] })
 * ```
 */
export function revokeAllGrantsCall(deployment: Deployment = defaultDeployment): OwnerCall {
  const { router } = deployment
  const data = encodeFunctionData({ abi, functionName: 'revokeAllGrants', args: [router] })
  return { to: findLedger(router, deployment), data, value: 0n }
}

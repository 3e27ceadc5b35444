import { type Address, encodeFunctionData, type Hex } from 'viem'
import { sessionKeyManagerAbi as abi } from '../abis/generated/index.ts'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { GrantId } from '../types.ts'
import type { Grant } from './toGrant.ts'

/** A call that the owner sends from the account. */
export type OwnerCall = { readonly to: Address; readonly data: Hex; readonly value: 0n }

/**
 * Encodes the call by which an account enables a grant and publishes its sessions.
 *
 * @example
 * ```ts
 * await bundlerClient.sendUserOperation({ account, calls: [enableGrantCall(grant)] })
 * ```
 */
export function enableGrantCall(
  grant: Grant,
  deployment: Deployment = defaultDeployment,
): OwnerCall {
  return enableGrantsCall([grant], deployment)
}

/** Encodes the call by which an account enables several grants and publishes their sessions. */
export function enableGrantsCall(
  grants: readonly Grant[],
  { manager }: Deployment = defaultDeployment,
): OwnerCall {
  const trees = grants.map(({ terms, sessions }) => ({ grant: terms, sessions }))
  const data = encodeFunctionData({ abi, functionName: 'enableGrants', args: [trees] })
  return { to: manager, data, value: 0n }
}

/** Encodes the call by which an account ends grants for good; also such as were never enabled. */
export function revokeGrantsCall(
  grants: readonly (Grant | GrantId)[],
  { manager, router }: Deployment = defaultDeployment,
): OwnerCall {
  const ids = grants.map((grant) => (typeof grant === 'string' ? grant : grant.id))
  const data = encodeFunctionData({ abi, functionName: 'revokeGrants', args: [router, ids] })
  return { to: manager, data, value: 0n }
}

/** Encodes the call by which an account ends every grant that it has enabled for the router so far. */
export function revokeAllGrantsCall({
  manager,
  router,
}: Deployment = defaultDeployment): OwnerCall {
  const data = encodeFunctionData({ abi, functionName: 'revokeAllGrants', args: [router] })
  return { to: manager, data, value: 0n }
}

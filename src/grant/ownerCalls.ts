import { type Address, encodeFunctionData, type Hex, isAddressEqual } from 'viem'
import { sessionKeyManagerAbi as abi } from '../abis/generated/index.ts'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { GrantId } from '../types.ts'
import { findLedger } from './findLedger.ts'
import { GrantTermsError } from './GrantTermsError.ts'
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

/**
 * Encodes the call by which an account enables several grants and publishes their sessions.
 *
 * @throws GrantTermsError if no one ledger keeps them all.
 *
 * @example
 * ```ts
 * await bundlerClient.sendUserOperation({ account, calls: [enableGrantsCall([grant, successor])] })
 * ```
 */
export function enableGrantsCall(
  grants: readonly Grant[],
  deployment: Deployment = defaultDeployment,
): OwnerCall {
  const trees = grants.map(({ terms, sessions }) => ({ grant: terms, sessions }))
  const data = encodeFunctionData({ abi, functionName: 'enableGrants', args: [trees] })
  return toCall(data, findSharedLedger(grants, deployment))
}

/**
 * Encodes the call by which an account enables grants by their roots alone: cheaper, and nobody sees what they allow until somebody
 * publishes the sessions (`publishSessionsCall`) or uses them. Keep the grants: the chain cannot give them back.
 *
 * @throws GrantTermsError if no one ledger keeps them all.
 *
 * @example
 * ```ts
 * await bundlerClient.sendUserOperation({ account, calls: [enableGrantRootsCall([grant])] })
 * ```
 */
export function enableGrantRootsCall(
  grants: readonly Grant[],
  deployment: Deployment = defaultDeployment,
): OwnerCall {
  const trees = grants.map(({ terms }) => ({ grant: terms, sessions: [] }))
  const data = encodeFunctionData({ abi, functionName: 'enableGrants', args: [trees] })
  return toCall(data, findSharedLedger(grants, deployment))
}

/**
 * Encodes the call by which an account ends grants for good; also such as were never enabled. An id alone is taken to be for the
 * deployment's router: for an ERC-7579 account pass `forErc7579()`.
 *
 * @throws GrantTermsError if the grants name several routers.
 *
 * @example
 * ```ts
 * await bundlerClient.sendUserOperation({ account, calls: [revokeGrantsCall([grant])] })
 * ```
 */
export function revokeGrantsCall(
  grants: readonly (Grant | GrantId)[],
  deployment: Deployment = defaultDeployment,
): OwnerCall {
  const ids = grants.map((grant) => (typeof grant === 'string' ? grant : grant.id))
  const router = findSharedRouter(
    grants.map((grant) => (typeof grant === 'string' ? deployment.router : grant.terms.router)),
    deployment,
  )
  const data = encodeFunctionData({ abi, functionName: 'revokeGrants', args: [router, ids] })
  return toCall(data, findLedger(router, deployment))
}

/**
 * Encodes the calls by which an account ends one grant and enables its successor. Sent in one operation, there is no moment with both
 * or with neither. What the old grant had used counts no more: the new one starts with limits and fee budget of its own.
 *
 * @example
 * ```ts
 * const calls = replaceGrantCalls({ grant, successor })
 * await bundlerClient.sendUserOperation({ account, calls })
 * ```
 */
export function replaceGrantCalls({
  grant,
  successor,
  deployment = defaultDeployment,
}: {
  /** The one that ends. */
  readonly grant: Grant
  /** The one that takes its place. Its terms or its salt differ: a revoked grant never comes back. */
  readonly successor: Grant
  readonly deployment?: Deployment | undefined
}): readonly [OwnerCall, OwnerCall] {
  if (grant.id === successor.id) {
    throw new GrantTermsError('A grant cannot succeed itself: once revoked, it never comes back.', {
      fix: 'Create the successor with `createGrant`: another salt is enough.',
    })
  }
  return [revokeGrantsCall([grant], deployment), enableGrantCall(successor, deployment)]
}

function toCall(data: Hex, to: Address): OwnerCall {
  return { to, data, value: 0n }
}

function findSharedLedger(grants: readonly Grant[], deployment: Deployment): Address {
  const [first = deployment.manager, ...more] = grants.map(({ terms }) =>
    findLedger(terms.router, deployment),
  )
  if (more.every((ledger) => isAddressEqual(ledger, first))) return first
  throw new GrantTermsError('The grants are kept by different ledgers; one call reaches one.', {
    fix: 'Encode one call for the grants of each router, and send the calls in one operation.',
  })
}

function findSharedRouter(routers: readonly Address[], deployment: Deployment): Address {
  const [first = deployment.router, ...more] = routers
  if (more.every((router) => isAddressEqual(router, first))) return first
  throw new GrantTermsError('The grants name several routers; one call revokes for one.', {
    fix: 'Encode one call for the grants of each router, and send the calls in one operation.',
  })
}

import { type Address, encodeFunctionData, type Hex } from 'viem'
import { sessionKeyManagerAbi as abi } from '../abis/generated/index.ts'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { OwnerApproval } from './approval.ts'
import { findLedger } from './findLedger.ts'
import type { Grant } from './toGrant.ts'

/** A call to a ledger that somebody other than the account sends, as a plain transaction. */
export type LedgerCall = { readonly to: Address; readonly data: Hex; readonly value: 0n }

export type LedgerCallParameters = {
  /** The account that the grant binds. */
  readonly account: Address
  readonly grant: Grant
  readonly deployment?: Deployment | undefined
}

/**
 * Encodes the call by which anybody enables a grant on the owner's approval, and publishes its sessions. The account must be deployed.
 *
 * @example
 * ```ts
 * const [approval] = await signGrants({ account, entries: [entry], deadline })
 * const call = enableGrantWithApprovalCall({ account: account.address, grant, approval })
 * await walletClient.sendTransaction(call)
 * ```
 */
export function enableGrantWithApprovalCall({
  account,
  grant: { terms, sessions },
  approval: { deadline, position, others, signature },
  deployment,
}: LedgerCallParameters & { readonly approval: OwnerApproval }): LedgerCall {
  const foreign = others.map(({ chainId, ledger, epoch, id }) => ({
    ...{ chainId: BigInt(chainId), ledger, epoch, id },
  }))
  const data = encodeFunctionData({
    abi,
    functionName: 'enableGrantWithApproval',
    args: [account, { grant: terms, sessions }, { deadline, position, others: foreign, signature }],
  })
  return toCall(data, { terms, deployment })
}

/**
 * Encodes the call by which anybody publishes the sessions of an active grant that was enabled by its root alone.
 *
 * @example
 * ```ts
 * await walletClient.sendTransaction(publishSessionsCall({ account: account.address, grant }))
 * ```
 */
export function publishSessionsCall({
  account,
  grant: { terms, sessions },
  deployment,
}: LedgerCallParameters): LedgerCall {
  const args = [account, terms, sessions] as const
  const data = encodeFunctionData({ abi, functionName: 'publishSessions', args })
  return toCall(data, { terms, deployment })
}

/**
 * Encodes the call by which the grant's key gives up an active grant, in a transaction of its own.
 *
 * @example
 * ```ts
 * await walletClient.sendTransaction(renounceGrantCall({ account: account.address, grant }))
 * ```
 */
export function renounceGrantCall({
  account,
  grant: { terms },
  deployment,
}: LedgerCallParameters): LedgerCall {
  const data = encodeFunctionData({ abi, functionName: 'renounceGrant', args: [account, terms] })
  return toCall(data, { terms, deployment })
}

/**
 * Encodes the call by which anybody has a grant given up on its key's signature, as `signRenounceGrant` makes it.
 *
 * @example
 * ```ts
 * const renouncing = { account: account.address, grant }
 * const signature = await signRenounceGrant({ ...renouncing, key, chainId: 1 })
 * await walletClient.sendTransaction(renounceGrantWithSignatureCall({ ...renouncing, signature }))
 * ```
 */
export function renounceGrantWithSignatureCall({
  account,
  grant: { terms },
  signature,
  deployment,
}: LedgerCallParameters & { readonly signature: Hex }): LedgerCall {
  const args = [account, terms, signature] as const
  const data = encodeFunctionData({ abi, functionName: 'renounceGrantWithSignature', args })
  return toCall(data, { terms, deployment })
}

function toCall(
  data: Hex,
  {
    terms,
    deployment = defaultDeployment,
  }: Pick<Grant, 'terms'> & Pick<LedgerCallParameters, 'deployment'>,
): LedgerCall {
  return { to: findLedger(terms.router, deployment), data, value: 0n }
}

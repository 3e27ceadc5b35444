import type { Address, Hex } from 'viem'
import type { OwnerApproval } from '../grant/approval.ts'
import type { Multiproof } from '../grant/tree.ts'
import type { GrantTerms, Session } from '../types.ts'

/** Which session of a grant covers which calls of a batch. */
export type Route = {
  /** Index of the session in the grant. */
  readonly session: number
  /** Indices of the calls in the batch, ascending. */
  readonly calls: readonly number[]
  /** What the session key signs for a call beside the call itself, by the call's index; nothing where it is left out. */
  readonly callSpecificData?: { readonly [call: number]: Hex } | undefined
}

/** A session as an operation carries it, with the calls that are routed to it. */
export type RoutedSession = Session & {
  readonly calls: readonly { readonly index: number; readonly callSpecificData: Hex }[]
}

/** A grant as an operation carries it. */
export type RoutedGrant = {
  /** The terms that the signature carries; the root follows from sessions and proof. */
  readonly terms: Pick<GrantTerms, 'validAfter' | 'validUntil' | 'paymaster' | 'feeBudget' | 'salt'>
  readonly sessions: readonly RoutedSession[]
  readonly proof: Multiproof
}

/** All of a batch signature but the signature: what the session key signs beside the operation's hash. */
export type Routing = {
  readonly key: Address
  readonly keyType: number
  /** Grants of the one key, at least one. */
  readonly grants: readonly RoutedGrant[]
  /** Enables the first grant, which then carries all its sessions. */
  readonly approval?: OwnerApproval | undefined
}

import type { Address, Hex } from 'viem'
import type { Multiproof } from '../grant/tree.ts'
import type { GrantTerms, Session } from '../types.ts'

/** Which session of a grant covers which calls of a batch. */
export type Route = {
  /** Index of the session in the grant. */
  readonly session: number
  /** Indices of the calls in the batch, ascending. */
  readonly calls: readonly number[]
}

/** A session as an operation carries it, with the calls that are routed to it. */
export type RoutedSession = Session & {
  readonly calls: readonly { readonly index: number; readonly callSpecificData: Hex }[]
}

/** All of a batch signature but the signature: what the session key signs beside the operation's hash. */
export type Routing = {
  readonly key: Address
  readonly keyType: number
  /** The terms that the signature carries; the root follows from sessions and proof. */
  readonly terms: Pick<GrantTerms, 'validAfter' | 'validUntil' | 'paymaster' | 'feeBudget' | 'salt'>
  readonly sessions: readonly RoutedSession[]
  readonly proof: Multiproof
}

import type { Address, Hex } from 'viem'
import type { GrantId } from '../types.ts'

/** An entry of the owner's list that is meant for another chain. */
export type OtherGrant = {
  readonly chainId: number
  readonly ledger: Address
  readonly epoch: bigint
  readonly id: GrantId
}

/** The owner's signature under a list of grants, one for each chain, as one chain's ledger reads it. */
export type OwnerApproval = {
  /** Seconds; last moment at which the grant may be enabled with it. */
  readonly deadline: number
  /** Where this chain's entry stands in the list. */
  readonly position: number
  /** The other entries, in the order of the list. */
  readonly others: readonly OtherGrant[]
  /** What the account's own ERC-1271 takes. */
  readonly signature: Hex
}

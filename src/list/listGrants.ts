import type { Address, Client } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { AccountState } from '../grant/getAccountState.ts'
import type { Grant } from '../grant/toGrant.ts'
import type { ListedGrant } from './assessTraced.ts'
import { takeStock } from './takeStock.ts'

export type ListGrantsParameters = {
  readonly account: Address
  readonly deployment?: Deployment | undefined
  /** The router whose grants are listed; the deployment's by default. For an ERC-7579 account pass `forErc7579()`. */
  readonly router?: Address | undefined
  /** Grants that the caller has, such as from a file: completes those that the chain knows by their root alone. */
  readonly known?: readonly Grant[] | undefined
  /** The first block to look at, such as the one in which the ledger was deployed; 0 by default. */
  readonly fromBlock?: bigint | undefined
  /** The last block to look at, at which everything is read; the latest by default. */
  readonly toBlock?: bigint | undefined
  /** How many blocks to ask a node for at first; it shrinks and grows with what the node takes. 10 000 by default. */
  readonly blockRange?: bigint | undefined
  /** Seconds since 1970; by default the time of the block at which everything is read. */
  readonly now?: number | undefined
  /** A client of another node, which must say the same about the account and every grant. */
  readonly verifier?: Client | undefined
}

export type GrantList = {
  /** In the order in which the ledger first spoke of them; after them, those that only the caller knows. */
  readonly grants: readonly ListedGrant[]
  /** The block at which everything was read. */
  readonly blockNumber: bigint
  /** The first block that was looked at. */
  readonly fromBlock: bigint
} & AccountState &
  (
    | { readonly incomplete: false; readonly reason?: undefined }
    /** There may be grants that are not in the list. */
    | { readonly incomplete: true; readonly reason: string }
  )

/**
 * Lists the grants of an account from chain events alone: nothing but a node is needed. Events are numbered, so the list knows whether
 * it is complete; where the node refuses, has thrown old events away or contradicts itself, the list is `incomplete` and says why.
 *
 * One node that lies consistently about everything cannot be told from the truth: pass a `verifier` where that matters.
 *
 * @throws LedgerMissingError if no ledger stands there; RpcDisagreementError if the verifier says otherwise; viem's errors if the chain
 * cannot be asked at all.
 *
 * @example
 * ```ts
 * const { grants, incomplete } = await listGrants(client, { account: account.address })
 * const active = grants.filter(({ status }) => status === 'active')
 * ```
 */
export async function listGrants(
  client: Client,
  parameters: ListGrantsParameters,
): Promise<GrantList> {
  const { list } = await takeStock(client, parameters)
  return list
}

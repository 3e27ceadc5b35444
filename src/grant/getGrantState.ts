import type { Address, Client } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { readGrantState } from './readGrantState.ts'
import type { Grant } from './toGrant.ts'

/** Never: not enabled yet. Active: may be used. Revoked: ended, for good. */
export type GrantStatus = 'never' | 'active' | 'revoked'

export type GrantState = {
  readonly status: GrantStatus
  /** The account's epoch in which the grant was enabled. */
  readonly epoch: bigint
  /** Wei charged so far, each operation at its maximum. */
  readonly feeSpent: bigint
  /** Wei left of the fee budget. */
  readonly feeLeft: bigint
  /** Operations charged so far; sponsored ones are not. */
  readonly operations: number
}

export type GetGrantStateParameters = {
  readonly account: Address
  readonly grant: Grant
  readonly deployment?: Deployment | undefined
  /** The block to read at; the latest by default. */
  readonly blockNumber?: bigint | undefined
}

/**
 * Reads what the chain knows of a grant of one account.
 *
 * @throws viem's contract errors, if the ledger cannot be read.
 *
 * @example
 * ```ts
 * const { status, feeLeft } = await getGrantState(client, { account: account.address, grant })
 * ```
 */
export async function getGrantState(
  client: Client,
  { account, grant, deployment = defaultDeployment, blockNumber }: GetGrantStateParameters,
): Promise<GrantState> {
  const { router, feeBudget } = grant.terms
  const question = { account, id: grant.id, router, feeBudget, deployment, blockNumber }
  return readGrantState(client, question)
}

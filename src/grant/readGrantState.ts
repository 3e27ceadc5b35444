import type { Address, Client } from 'viem'
import { readContract } from 'viem/actions'
import type { Deployment } from '../deployment.ts'
import type { GrantId } from '../types.ts'
import { findLedger } from './findLedger.ts'
import type { GrantState, GrantStatus } from './getGrantState.ts'
import { ledgerCoreAbi as abi } from './ledgerCoreAbi.ts'

export type ReadGrantStateParameters = {
  readonly account: Address
  readonly id: GrantId
  readonly router: Address
  /** Wei; of the grant's terms. */
  readonly feeBudget: bigint
  readonly deployment: Deployment
  /** The block to read at; the latest by default. */
  readonly blockNumber?: bigint | undefined
}

/** Reads what the ledger knows of a grant that may be known by its id alone. */
export async function readGrantState(
  client: Client,
  { account, id, router, feeBudget, deployment, blockNumber }: ReadGrantStateParameters,
): Promise<GrantState> {
  const [status, epoch, feeSpent, operations] = await readContract(client, {
    ...{ address: findLedger(router, deployment), abi, functionName: 'getGrant' },
    args: [router, account, id],
    ...(blockNumber === undefined ? {} : { blockNumber }),
  })
  const feeLeft = feeSpent > feeBudget ? 0n : feeBudget - feeSpent
  return { status: statuses[status] ?? 'revoked', epoch, feeSpent, feeLeft, operations }
}

const statuses: readonly GrantStatus[] = ['never', 'active', 'revoked']

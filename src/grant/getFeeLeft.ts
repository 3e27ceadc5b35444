import type { Client } from 'viem'
import { readContract } from 'viem/actions'
import { sessionKeyManagerAbi as abi } from '../abis/generated/index.ts'
import { defaultDeployment } from '../deployment.ts'
import { findLedger } from './findLedger.ts'
import type { GetGrantStateParameters } from './getGrantState.ts'

/**
 * Reads how many wei a grant may still be charged: 0 unless it is active.
 *
 * @throws viem's contract errors, if the ledger cannot be read.
 *
 * @example
 * ```ts
 * const wei = await getFeeLeft(client, { account: account.address, grant })
 * ```
 */
export async function getFeeLeft(
  client: Client,
  { account, grant, deployment = defaultDeployment }: GetGrantStateParameters,
): Promise<bigint> {
  return readContract(client, {
    ...{ address: findLedger(grant.terms.router, deployment), abi, functionName: 'getFeeLeft' },
    args: [account, grant.terms],
  })
}

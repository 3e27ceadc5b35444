import type { Client } from 'viem'
import { getChainId } from 'viem/actions'
import { defaultDeployment } from '../deployment.ts'
import type { ChainGrant } from './enablingTypedData.ts'
import { findLedger } from './findLedger.ts'
import { getAccountState } from './getAccountState.ts'
import type { GetGrantStateParameters } from './getGrantState.ts'

/**
 * Makes an entry for `signGrants`: the grant, bound to the client's chain, to the ledger there and to the account's present epoch.
 *
 * @throws viem's errors, if the chain or the ledger cannot be read.
 */
export async function readChainGrant(
  client: Client,
  { account, grant, deployment = defaultDeployment }: GetGrantStateParameters,
): Promise<ChainGrant> {
  const { router } = grant.terms
  const [chainId, { epoch }] = await Promise.all([
    getChainId(client),
    getAccountState(client, { account, deployment, router }),
  ])
  return { chainId, ledger: findLedger(router, deployment), epoch, grant }
}

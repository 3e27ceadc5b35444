import type { Client } from 'viem'
import { getChainId } from 'viem/actions'
import { type CheckGrantParameters, requireCheckedGrant } from '../check/checkGrant.ts'
import { defaultDeployment } from '../deployment.ts'
import type { ChainGrant } from './enablingTypedData.ts'
import { findLedger } from './findLedger.ts'
import { getAccountState } from './getAccountState.ts'

/**
 * Makes an entry for `signGrants`: the grant, checked against the client's chain (`checkGrant`), and bound to that chain, to the ledger
 * there and to the account's present epoch.
 *
 * @throws GrantCheckError if the chain speaks against the grant; viem's errors, if the chain or the ledger cannot be read.
 *
 * @example
 * ```ts
 * const entry = await readChainGrant(client, { account: account.address, grant })
 * const [approval] = await signGrants({ account, entries: [entry], deadline: now + 3600 })
 * ```
 */
export async function readChainGrant(
  client: Client,
  parameters: CheckGrantParameters,
): Promise<ChainGrant> {
  const { account, grant, deployment = defaultDeployment } = parameters
  const { router } = grant.terms
  await requireCheckedGrant(client, parameters)
  const [chainId, { epoch }] = await Promise.all([
    getChainId(client),
    getAccountState(client, { account, deployment, router }),
  ])
  return { chainId, ledger: findLedger(router, deployment), epoch, grant }
}

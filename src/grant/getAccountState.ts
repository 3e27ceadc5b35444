import type { Address, Client } from 'viem'
import { readContract } from 'viem/actions'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { findLedger } from './findLedger.ts'
import { ledgerCoreAbi as abi } from './ledgerCoreAbi.ts'

export type AccountState = {
  /** How often the account has revoked everything for the router, installing and uninstalling an ERC-7579 router included. */
  readonly epoch: bigint
  /** Number of the account's last ledger event for the router; 0: there is none. */
  readonly sequence: bigint
}

export type GetAccountStateParameters = {
  readonly account: Address
  readonly deployment?: Deployment | undefined
  /** The router that is asked about; the deployment's by default. */
  readonly router?: Address | undefined
  /** The block to read at; the latest by default. */
  readonly blockNumber?: bigint | undefined
}

/**
 * Reads what the ledger of a router knows of an account as a whole.
 *
 * @throws viem's contract errors, if the ledger cannot be read.
 *
 * @example
 * ```ts
 * const { epoch, sequence } = await getAccountState(client, { account: account.address })
 * ```
 */
export async function getAccountState(
  client: Client,
  {
    account,
    deployment = defaultDeployment,
    router = deployment.router,
    blockNumber,
  }: GetAccountStateParameters,
): Promise<AccountState> {
  const [epoch, sequence] = await readContract(client, {
    ...{ address: findLedger(router, deployment), abi, functionName: 'getAccount' },
    args: [router, account],
    ...(blockNumber === undefined ? {} : { blockNumber }),
  })
  return { epoch, sequence }
}

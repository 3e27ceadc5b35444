import type { Address, Client, Hex } from 'viem'
import { entryPoint06Abi } from 'viem/account-abstraction'
import { readContract } from 'viem/actions'
import type { OwnerApproval } from '../grant/approval.ts'
import { SessionAccountError } from './SessionAccountError.ts'

export type RequireFactoryParameters = {
  readonly client: Client
  /** The account's. */
  readonly address: Address
  readonly factory?: Address | undefined
  readonly factoryData?: Hex | undefined
  /** The account's: a factory has a stake in each EntryPoint, or not. */
  readonly entryPoint: { readonly address: Address }
  /** Without one, a session operation deploys nothing. */
  readonly approval?: OwnerApproval | undefined
}

/**
 * Returns what deploys an account together with the first use of its grant.
 *
 * @throws SessionAccountError if the operation may not deploy it, or if no bundler would take the operation.
 */
export async function requireFactory({
  client,
  address,
  factory,
  factoryData,
  entryPoint,
  approval,
}: RequireFactoryParameters): Promise<{ factory: Address; factoryData: Hex }> {
  if (!approval || !factory || !factoryData) {
    throw new SessionAccountError(`The account ${address} is not deployed.`, {
      fix: 'Let the owner send an operation first: it deploys the account, and can enable the grant, too. Or pass the owner’s `approval`, and `factory` and `factoryData` of the account.',
    })
  }
  const { staked } = await readContract(client, {
    // Every version answers alike.
    ...{ address: entryPoint.address, abi: entryPoint06Abi, functionName: 'getDepositInfo' },
    args: [factory],
  })
  // ERC-7562 lets an operation that deploys its sender touch the ledger only behind a staked factory.
  if (staked) return { factory, factoryData }
  throw new SessionAccountError(
    `The factory ${factory} has no stake in the EntryPoint: no bundler takes an operation that deploys an account with it and enables a grant.`,
    { fix: 'Deploy the account first, with an operation of its owner or a call to the factory.' },
  )
}

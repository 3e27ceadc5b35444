import type { Address, Client, Hash } from 'viem'
import type { BundlerClient, SmartAccount } from 'viem/account-abstraction'
import { type CheckGrantParameters, requireCheckedGrant } from '../check/checkGrant.ts'
import { enableGrantCall, type OwnerCall } from './ownerCalls.ts'

export type EnableGrantParameters = Omit<CheckGrantParameters, 'account'> & {
  /** The owner's account. */
  readonly account: SmartAccount & { readonly address: Address; readonly client: Client }
  /** Calls that go first in the same operation, such as those that install the router: skip the check `router` then. */
  readonly before?: readonly OwnerCall[] | undefined
}

/**
 * Checks a grant against the chain, and has the owner's account enable it. Returns the hash of the user operation.
 *
 * @throws GrantCheckError if the chain speaks against the grant; viem's errors if the operation cannot be sent.
 *
 * @example
 * ```ts
 * const hash = await enableGrant(bundlerClient, { account, grant })
 * await bundlerClient.waitForUserOperationReceipt({ hash })
 * ```
 */
export async function enableGrant(
  bundlerClient: Pick<BundlerClient, 'sendUserOperation'>,
  { account, before = [], ...checks }: EnableGrantParameters,
): Promise<Hash> {
  await requireCheckedGrant(account.client, { ...checks, account: account.address })
  const calls = [...before, enableGrantCall(checks.grant, checks.deployment)]
  return bundlerClient.sendUserOperation({ account, calls })
}

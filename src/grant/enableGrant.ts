import { type Address, type Client, type Hash, isAddressEqual } from 'viem'
import type { BundlerClient, SmartAccount } from 'viem/account-abstraction'
import { type CheckGrantParameters, requireCheckedGrant } from '../check/checkGrant.ts'
import { GrantCheckError } from '../check/GrantCheckError.ts'
import { enableGrantCall, type OwnerCall } from './ownerCalls.ts'

export type EnableGrantParameters = Omit<CheckGrantParameters, 'account'> & {
  /** The owner's account. */
  readonly account: SmartAccount & { readonly address: Address; readonly client: Client }
  /** Calls that go first in the same operation, such as those of `installRouterCalls`. */
  readonly before?: readonly OwnerCall[] | undefined
}

/**
 * Checks a grant against the chain, and has the owner's account enable it. Returns the hash of the user operation.
 *
 * @throws GrantCheckError if the chain speaks against the grant, or the account has no router and gets none in this operation; viem's errors
 * if the operation cannot be sent.
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
  const { grant, skip = [] } = checks
  const installs = before.some((call) => isInstallation(call, account.address, grant.terms.router))
  const { findings } = await requireCheckedGrant(account.client, {
    ...{ ...checks, account: account.address },
    skip: installs ? [...skip, 'router'] : skip,
  })
  // An account that this operation deploys: a note to whoever signs, but here are the calls that it will have run.
  const missing = findings.filter(({ check }) => check === 'router')
  if (missing.length > 0) throw new GrantCheckError(missing)
  const calls = [...before, enableGrantCall(grant, checks.deployment)]
  return bundlerClient.sendUserOperation({ account, calls })
}

/** Accounts install modules by calls to themselves. */
function isInstallation({ to, data }: OwnerCall, account: Address, router: Address): boolean {
  return isAddressEqual(to, account) && data.toLowerCase().includes(router.slice(2).toLowerCase())
}

import type { Address, Client } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { OwnerCall } from '../grant/ownerCalls.ts'
import type { AccountKind } from './accountKind.ts'
import { modularAccountKind } from './modularAccountKind.ts'

export type RouterParameters = {
  /** The account that has the router, or is to have it; it sends the calls. */
  readonly account: Address
  /** What kind of account it is, such as `nexusAccountKind`; a modular Smart Account v2 by default. */
  readonly kind?: Pick<AccountKind, 'install' | 'uninstall' | 'isInstalled'> | undefined
  /** For an ERC-7579 account pass `forErc7579()`. */
  readonly deployment?: Deployment | undefined
}

/**
 * Encodes the calls by which an account installs the session router. It lets nobody in yet: that takes a grant.
 *
 * @example
 * ```ts
 * const calls = installRouterCalls({ account: account.address })
 * await bundlerClient.sendUserOperation({ account, calls: [...calls, enableGrantCall(grant)] })
 * ```
 */
export function installRouterCalls({
  account,
  kind = modularAccountKind,
  deployment = defaultDeployment,
}: RouterParameters): readonly OwnerCall[] {
  return kind.install({ account, deployment })
}

/**
 * Encodes the calls by which an account ends all its grants and uninstalls the session router. Grants stay ended, should the router
 * come back. Accounts keep modules in a linked list, which is read now: send the calls before it changes.
 *
 * @throws ModuleNotInstalledError, viem's contract errors.
 *
 * @example
 * ```ts
 * const calls = await uninstallRouterCalls(client, { account: account.address })
 * await bundlerClient.sendUserOperation({ account, calls })
 * ```
 */
export function uninstallRouterCalls(
  client: Client,
  { account, kind = modularAccountKind, deployment = defaultDeployment }: RouterParameters,
): Promise<readonly OwnerCall[]> {
  return kind.uninstall(client, { account, deployment })
}

/**
 * Reads whether an account has installed the session router.
 *
 * @throws viem's contract errors, also where the account is not deployed yet.
 *
 * @example
 * ```ts
 * const parameters = { account: account.address }
 * const calls = (await isRouterInstalled(client, parameters)) ? [] : installRouterCalls(parameters)
 * ```
 */
export function isRouterInstalled(
  client: Client,
  { account, kind = modularAccountKind, deployment = defaultDeployment }: RouterParameters,
): Promise<boolean> {
  return kind.isInstalled(client, { account, deployment })
}

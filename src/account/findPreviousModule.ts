import { type Address, BaseError, type Client, isAddressEqual, parseAbi } from 'viem'
import { readContract } from 'viem/actions'

/**
 * Thrown when a module is to be uninstalled that the account does not have.
 *
 * @example
 * ```ts
 * try {
 *   await uninstallRouterCalls(client, { account: account.address })
 * } catch (error) {
 *   if (!(error instanceof ModuleNotInstalledError)) throw error
 * }
 * ```
 */
export class ModuleNotInstalledError extends BaseError {
  constructor({ account, module }: { account: Address; module: Address }) {
    super(`The module ${module} is not installed on ${account}.`, {
      name: 'ModuleNotInstalledError',
      metaMessages: ['Check both addresses; it may have been uninstalled already.'],
    })
  }
}

export type FindPreviousModuleParameters = {
  readonly account: Address
  readonly module: Address
  /** Which of the account's lists: a modular account has modules, Nexus has validators. */
  readonly list: 'modules' | 'validators'
}

/**
 * Finds the entry that stands before a module in an account's linked list: the account wants to be told when it is to take the
 * module out.
 *
 * @throws ModuleNotInstalledError, viem's contract errors.
 */
export async function findPreviousModule(
  client: Client,
  { account, module, list }: FindPreviousModuleParameters,
): Promise<Address> {
  let previous: Address = listEnd
  for (;;) {
    const [page]: readonly [readonly Address[], Address] = await readContract(client, {
      ...{ address: account, abi, functionName: readers[list], args: [previous, pageSize] },
    })
    const found = page.findIndex((entry) => isAddressEqual(entry, module))
    if (found >= 0) return page[found - 1] ?? previous
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) {
      throw new ModuleNotInstalledError({ account, module })
    }
    // Accounts disagree on whether the cursor that they return was in the page; the last entry was.
    previous = last
  }
}

const pageSize = 50n

/** Stands before the first entry of the list and after the last. */
const listEnd: Address = '0x0000000000000000000000000000000000000001'

const readers = { modules: 'getModulesPaginated', validators: 'getValidatorsPaginated' } as const

const abi = parseAbi([
  'function getModulesPaginated(address cursor, uint256 size) view returns (address[] page, address next)',
  'function getValidatorsPaginated(address cursor, uint256 size) view returns (address[] page, address next)',
])

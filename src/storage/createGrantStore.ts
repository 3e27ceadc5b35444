import { type Address, BaseError, getAddress, isAddressEqual } from 'viem'
import { parseJson } from '../grant/readFields.ts'
import type { GrantId } from '../types.ts'
import type { KeyValueStorage } from './keyValueStorage.ts'
import { readStoredGrant, type StoredGrant, writeStoredGrant } from './storedGrant.ts'

export type GrantStore = {
  /** Keeps a grant, in place of what is kept of it already. */
  save(stored: StoredGrant): Promise<void>
  /** Lists what is kept, the oldest first, of one account or one chain where they are given. */
  list(filter?: GrantFilter): Promise<StoredGrants>
  /** Forgets a grant. That ends nothing on the chain: `revokeGrantsCall` does. */
  remove(place: { chainId: number; account: Address; id: GrantId }): Promise<void>
}

export type GrantFilter = {
  readonly chainId?: number | undefined
  readonly account?: Address | undefined
}

export type StoredGrants = {
  readonly grants: readonly StoredGrant[]
  /** Names in the storage under which something stands that is no stored grant. */
  readonly unreadable: readonly string[]
}

/**
 * Keeps grants in any storage of text. They can always be rebuilt from the chain (`listGrants`); what only the store has are grants that
 * are not enabled yet, and the owner's approvals. Several stores over one storage see each other's grants, but should not write at once.
 *
 * @example
 * ```ts
 * const store = createGrantStore({ storage: localStorage })
 * await store.save({ chainId: 1, account: account.address, grant })
 * const { grants } = await store.list({ account: account.address })
 * ```
 */
export function createGrantStore({
  storage,
  prefix = 'session-router',
}: {
  readonly storage: KeyValueStorage
  /** Begins every name in the storage; `session-router` by default. */
  readonly prefix?: string | undefined
}): GrantStore {
  const index = `${prefix}.grants`
  const nameOf = (chainId: number, account: Address, id: GrantId) =>
    `${prefix}.grant.${chainId}.${getAddress(account)}.${id}`
  // Reading and writing the index again must not be interrupted by another change.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <value>(change: () => Promise<value>): Promise<value> => {
    const next = last.then(change, change)
    last = next.catch(() => undefined)
    return next
  }

  async function readNames(): Promise<readonly string[]> {
    const text = await storage.getItem(index)
    const names: unknown = text ? tryParse(text) : []
    // Whoever can write here can hide grants, but nothing that is read is believed.
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
  }

  return {
    save: (stored) =>
      inTurn(async () => {
        const name = nameOf(stored.chainId, stored.account, stored.grant.id)
        await storage.setItem(name, writeStoredGrant(stored))
        const names = await readNames()
        if (!names.includes(name)) await storage.setItem(index, JSON.stringify([...names, name]))
      }),

    remove: ({ chainId, account, id }) =>
      inTurn(async () => {
        const name = nameOf(chainId, account, id)
        const names = (await readNames()).filter((other) => other !== name)
        await storage.setItem(index, JSON.stringify(names))
        await storage.removeItem(name)
      }),

    async list({ chainId, account } = {}) {
      const grants: StoredGrant[] = []
      const unreadable: string[] = []
      for (const name of await readNames()) {
        const text = await storage.getItem(name)
        if (text === null || text === undefined) continue
        const stored = tryRead(text)
        if (stored === undefined) unreadable.push(name)
        else if (
          (chainId === undefined || stored.chainId === chainId) &&
          (account === undefined || isAddressEqual(stored.account, account))
        ) {
          grants.push(stored)
        }
      }
      return { grants, unreadable }
    },
  }
}

function tryParse(text: string): unknown {
  return attempt(() => parseJson(text))
}

function tryRead(text: string): StoredGrant | undefined {
  return attempt(() => readStoredGrant(text))
}

function attempt<value>(read: () => value): value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof BaseError) return undefined
    throw error
  }
}

/**
 * Where text is kept under a name: `localStorage` and `sessionStorage` as they are, anything over IndexedDB that has these three, or
 * `memoryStorage` and `fileStorage` of this package.
 */
export type KeyValueStorage = {
  getItem(key: string): string | null | undefined | Promise<string | null | undefined>
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
}

/**
 * Keeps text in memory, for tests and for what need not outlive the process.
 *
 * @example
 * ```ts
 * const store = createGrantStore({ storage: memoryStorage() })
 * await store.save({ chainId: 1, account: account.address, grant })
 * ```
 */
export function memoryStorage(): KeyValueStorage {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  }
}

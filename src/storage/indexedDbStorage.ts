import type { KeyValueStorage } from './keyValueStorage.ts'

/**
 * Keeps text in IndexedDB, which has more room than `localStorage` and does not block the page.
 *
 * @throws (later, from each function) the DOMException of the browser, such as when storage is switched off or full.
 *
 * @example
 * ```ts
 * const store = createGrantStore({ storage: indexedDbStorage() })
 * console.log(await store.list())
 * ```
 */
export function indexedDbStorage({
  name = 'session-router',
  indexedDB = globalThis.indexedDB,
}: {
  /** Of the database; `session-router` by default. */
  readonly name?: string | undefined
  /** The browser's by default. */
  readonly indexedDB?: IDBFactory | undefined
} = {}): KeyValueStorage {
  let opening: Promise<IDBDatabase> | undefined

  async function run<value>(
    mode: IDBTransactionMode,
    ask: (items: IDBObjectStore) => IDBRequest<value>,
  ): Promise<value> {
    opening ??= open(indexedDB, name)
    const database = await opening.catch((error: unknown) => {
      // Perhaps it can be opened the next time.
      opening = undefined
      throw error
    })
    const transaction = database.transaction(table, mode)
    const request = ask(transaction.objectStore(table))
    return new Promise((resolve, reject) => {
      // Only then is it kept.
      transaction.oncomplete = () => resolve(request.result)
      transaction.onerror = () => reject(transaction.error)
      transaction.onabort = () => reject(transaction.error)
    })
  }

  return {
    async getItem(key) {
      const found: unknown = await run('readonly', (items) => items.get(key))
      return typeof found === 'string' ? found : null
    },
    setItem: (key, value) => run('readwrite', (items) => items.put(value, key)),
    removeItem: (key) => run('readwrite', (items) => items.delete(key)),
  }
}

const table = 'items'

function open(indexedDB: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(table)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

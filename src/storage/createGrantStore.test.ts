import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IDBFactory } from 'fake-indexeddb'
import { getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import * as fixtures from '../../test/vectors/fixtures.ts'
import type { OwnerApproval } from '../grant/approval.ts'
import { toGrant } from '../grant/toGrant.ts'
import { fileStorage } from '../node/fileStorage.ts'
import { createGrantStore } from './createGrantStore.ts'
import { indexedDbStorage } from './indexedDbStorage.ts'
import { type KeyValueStorage, memoryStorage } from './keyValueStorage.ts'

const { seedGrant } = fixtures
const account = getAddress(fixtures.account)
const stranger = getAddress(fixtures.stranger)
const other = toGrant({ ...seedGrant, terms: { ...seedGrant.terms, salt: 2n } })
const approval: OwnerApproval = {
  ...{ deadline: 5, position: 1, signature: '0x1234' },
  others: [{ chainId: 10, ledger: stranger, epoch: 2n ** 63n, id: seedGrant.id }],
}

/** As browsers keep it: everything becomes a text, and what is missing is null. */
function webStorage(): KeyValueStorage {
  const items: Record<string, string> = {}
  return {
    getItem: (key) => items[key] ?? null,
    setItem(key, value) {
      items[key] = String(value)
    },
    removeItem(key) {
      delete items[key]
    },
  }
}

/** As any store that answers later. */
function slowStorage(): KeyValueStorage {
  const items = new Map<string, string>()
  const later = <value>(act: () => value) =>
    new Promise<value>((resolve) => setTimeout(() => resolve(act()), 2))
  return {
    getItem: (key) => later(() => items.get(key)),
    setItem: (key, value) => later(() => items.set(key, value)),
    removeItem: (key) => later(() => items.delete(key)),
  }
}

const newFolder = () => join(mkdtempSync(join(tmpdir(), 'session-router-')), 'grants')

describe.each([
  ['memoryStorage', memoryStorage],
  ['something like localStorage', webStorage],
  ['something that answers later', slowStorage],
  ['indexedDbStorage', () => indexedDbStorage({ indexedDB: new IDBFactory() })],
  ['fileStorage', () => fileStorage({ folder: newFolder() })],
])('createGrantStore over %s', (_, makeStorage) => {
  test('default: keeps grants and approvals', async () => {
    const storage = makeStorage()
    const store = createGrantStore({ storage })
    expect(await store.list()).toEqual({ grants: [], unreadable: [] })
    const first = { chainId: 1, account, grant: seedGrant, approval }
    const second = { chainId: 10, account, grant: other }
    // At once: neither may be lost.
    await Promise.all([store.save(first), store.save(second)])
    // Another store over the same storage, as after a restart.
    const { grants } = await createGrantStore({ storage }).list()
    expect(grants).toEqual([first, second])
  })

  test('behavior: saves in place, filters, removes', async () => {
    const store = createGrantStore({ storage: makeStorage(), prefix: 'x' })
    await store.save({ chainId: 1, account, grant: seedGrant })
    await store.save({ chainId: 1, account, grant: seedGrant, approval })
    await store.save({ chainId: 10, account: stranger, grant: seedGrant })
    const all = (await store.list()).grants
    expect(all.map(({ approval }) => approval !== undefined)).toEqual([true, false])
    expect((await store.list({ chainId: 10 })).grants).toEqual([all[1]])
    expect((await store.list({ account })).grants).toEqual([all[0]])
    await store.remove({ chainId: 1, account, id: seedGrant.id })
    expect((await store.list()).grants).toEqual([all[1]])
  })

  test('behavior: what somebody else wrote there is named, and hides nothing else', async () => {
    const storage = makeStorage()
    const store = createGrantStore({ storage })
    await store.save({ chainId: 1, account, grant: seedGrant })
    await store.save({ chainId: 1, account, grant: other })
    const name = `session-router.grant.1.${account}.${other.id}`
    await storage.setItem('session-router.grants', JSON.stringify(['a', 7, name]))
    await storage.setItem('a', '{"__proto__":{}}')
    const { grants, unreadable } = await store.list()
    expect(unreadable).toEqual(['a'])
    expect(grants.map(({ grant }) => grant.id)).toEqual([other.id])
  })
})

describe('indexedDbStorage', () => {
  test('behavior: is there after the page is loaded again, under its own name', async () => {
    const indexedDB = new IDBFactory()
    await indexedDbStorage({ indexedDB }).setItem('a', 'b')
    expect(await indexedDbStorage({ indexedDB }).getItem('a')).toBe('b')
    expect(await indexedDbStorage({ indexedDB, name: 'other' }).getItem('a')).toBeNull()
  })

  test('error: storage that is switched off says so, and is asked again the next time', async () => {
    const real = new IDBFactory()
    let isOff = true
    const open: IDBFactory['open'] = (...args) => {
      if (isOff) throw new DOMException('switched off', 'SecurityError')
      return real.open(...args)
    }
    const storage = indexedDbStorage({ indexedDB: { open } as IDBFactory })
    await expect(storage.getItem('a')).rejects.toThrow('switched off')
    isOff = false
    expect(await storage.getItem('a')).toBeNull()
  })
})

describe('fileStorage', () => {
  test('behavior: files and folder are for their owner alone; nothing is left beside them', async () => {
    const folder = newFolder()
    const storage = fileStorage({ folder })
    await Promise.all(Array.from({ length: 20 }, (_, i) => storage.setItem('../a', `${i}`)))
    expect(readdirSync(folder)).toEqual(['..%2Fa.json'])
    const path = join(folder, '..%2Fa.json')
    expect(readFileSync(path, 'utf8')).toMatch(/^\d+$/)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    await storage.removeItem('../a')
    await storage.removeItem('../a')
    expect(await storage.getItem('../a')).toBeNull()
  })

  test('error: what is no storage at all is not taken for an empty one', async () => {
    const folder = newFolder()
    const file = `${folder}-file`
    writeFileSync(file, '')
    await expect(fileStorage({ folder: file }).getItem('a')).rejects.toThrow('ENOTDIR')
  })
})

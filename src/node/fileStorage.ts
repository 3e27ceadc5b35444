import { mkdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyValueStorage } from '../storage/keyValueStorage.ts'
import { writeAtomically } from './writeAtomically.ts'

/**
 * Keeps text in a folder, one file a name. Files and folder are for their owner alone, and a file is never half written.
 *
 * @example
 * ```ts
 * const store = createGrantStore({ storage: fileStorage({ folder: '.session-router' }) })
 * console.log(await store.list())
 * ```
 */
export function fileStorage({ folder }: { readonly folder: string }): KeyValueStorage {
  // Of the characters that remain, none leads out of the folder; the ending keeps `.` and `..` from being names.
  const pathOf = (key: string) => join(folder, `${encodeURIComponent(key)}.json`)
  return {
    getItem: (key) => orNothing(readFile(pathOf(key), 'utf8')),
    async setItem(key, value) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeAtomically(pathOf(key), value, { existing: 'replace' })
    },
    removeItem: (key) => orNothing(unlink(pathOf(key))),
  }
}

async function orNothing<value>(result: Promise<value>): Promise<value | null> {
  try {
    return await result
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

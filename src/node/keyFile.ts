import { lstat, readFile } from 'node:fs/promises'
import type { Hex, PrivateKeyAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { decryptKey } from './decryptKey.ts'
import { encryptKey } from './encryptKey.ts'
import { KeystoreError } from './KeystoreError.ts'
import { writeAtomically } from './writeAtomically.ts'

export type KeyFileParameters = {
  readonly path: string
  readonly passphrase: string
}

/**
 * Generates a session key and keeps it in a file, encrypted. Only the file's owner may read it. Never takes the place of another file.
 *
 * @throws KeystoreError if the file is there already, or the passphrase is too short.
 *
 * @example
 * ```ts
 * const key = await createKeyFile({ path: 'session-key.json', passphrase })
 * const grant = createGrant({ ...terms, key: key.address })
 * ```
 */
export async function createKeyFile(parameters: KeyFileParameters): Promise<PrivateKeyAccount> {
  return importKeyFile({ ...parameters, privateKey: generatePrivateKey() })
}

/**
 * Keeps a private key from elsewhere in a file, as `createKeyFile` does with a new one.
 *
 * @throws KeystoreError if the file is there already, or the passphrase is too short.
 *
 * @example
 * ```ts
 * const key = await importKeyFile({ path: 'session-key.json', passphrase, privateKey })
 * console.log(key.address)
 * ```
 */
export async function importKeyFile({
  path,
  passphrase,
  privateKey,
}: KeyFileParameters & { readonly privateKey: Hex }): Promise<PrivateKeyAccount> {
  const json = await encryptKey({ privateKey, passphrase })
  try {
    await writeAtomically(path, json, { existing: 'keep' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    throw new KeystoreError(`There is a file at ${path} already; it was left alone.`, {
      fix: 'Open it with `openKeyFile`, or name another path.',
    })
  }
  return privateKeyToAccount(privateKey)
}

/**
 * Opens a key file. Whatever is wrong with it, the file is left as it is.
 *
 * @throws KeystoreError if others may read the file, if the passphrase is wrong, or if the file is damaged.
 *
 * @example
 * ```ts
 * const key = await openKeyFile({ path: 'session-key.json', passphrase })
 * const session = await toSessionAccount({ account: { client, address }, grant, key })
 * ```
 */
export async function openKeyFile({
  path,
  passphrase,
}: KeyFileParameters): Promise<PrivateKeyAccount> {
  await requirePrivate(path)
  return decryptKey({ json: await readFile(path, 'utf8'), passphrase })
}

async function requirePrivate(path: string) {
  const { mode, uid } = await lstat(path).then((found) => {
    if (found.isFile()) return found
    throw new KeystoreError(`${path} is no file.`, { fix: 'Name the key file itself, not a link.' })
  })
  // Windows has neither.
  const self = process.getuid?.()
  if (self === undefined || ((mode & 0o077) === 0 && uid === self)) return
  throw new KeystoreError(`Others than you may read the key file ${path}, or have made it.`, {
    fix: `Run \`chmod 600\` on it; if anybody may have read it, have the grants of this key revoked and use a new one.`,
  })
}

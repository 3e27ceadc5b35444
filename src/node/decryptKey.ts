import { createDecipheriv, timingSafeEqual } from 'node:crypto'
import {
  BaseError,
  bytesToHex,
  concatBytes,
  hexToBytes,
  isAddressEqual,
  keccak256,
  type PrivateKeyAccount,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { parseJson } from '../grant/readFields.ts'
import { deriveKey, type KdfParameters } from './deriveKey.ts'
import { KeystoreError } from './KeystoreError.ts'

export type DecryptKeyParameters = {
  /** A keystore in the standard JSON, version 3. */
  readonly json: string
  readonly passphrase: string
}

/**
 * Opens a keystore (scrypt or PBKDF2, AES-128-CTR) and returns an account that signs with its key. The key itself is not returned, so that
 * it cannot get into a log.
 *
 * @throws KeystoreError if the passphrase is wrong, or the keystore is damaged.
 *
 * @example
 * ```ts
 * const key = await decryptKey({ json, passphrase })
 * const session = await toSessionAccount({ account: { client, address }, grant, key })
 * ```
 */
export async function decryptKey({
  json,
  passphrase,
}: DecryptKeyParameters): Promise<PrivateKeyAccount> {
  const { kdf, iv, ciphertext, mac, address } = readKeystore(json)
  const derived = await deriveKey(passphrase, kdf)
  const found = keccak256(concatBytes([derived.subarray(16, 32), ciphertext]), 'bytes')
  if (!timingSafeEqual(found, mac)) {
    throw new KeystoreError('The passphrase is wrong, or the keystore was changed.', {
      fix: 'Try the passphrase again; else take the keystore from a backup, or ask for a grant to a new key.',
    })
  }
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const key = concatBytes([decipher.update(ciphertext), decipher.final()])
  const account = toAccount(key)
  if (address !== undefined && !isAddressEqual(account.address, address)) {
    throw new KeystoreError(
      `The keystore is named ${address}, but its key is ${account.address}.`,
      {
        fix: 'Take the keystore from a backup: this one was put together from two.',
      },
    )
  }
  return account
}

function toAccount(key: Uint8Array): PrivateKeyAccount {
  try {
    return privateKeyToAccount(bytesToHex(key))
  } catch {
    // Not as a cause: it might say what the key is.
    throw new KeystoreError('The keystore holds no secp256k1 key.', {
      fix: 'Take the keystore from a backup.',
    })
  }
}

function readKeystore(json: string) {
  const file = record(json.length > 65536 ? undefined : tryParse(json))
  // Old wallets write `Crypto`.
  const crypto = record(file.crypto ?? file.Crypto)
  const parameters = record(crypto.kdfparams)
  if (file.version !== 3 || crypto.cipher !== 'aes-128-ctr') throw damaged()
  const { address } = file
  return {
    kdf: readKdf(crypto.kdf, parameters),
    iv: hex(record(crypto.cipherparams).iv, 16),
    ciphertext: hex(crypto.ciphertext, 32),
    mac: hex(crypto.mac, 32),
    address: address === undefined ? undefined : bytesToHex(hex(address, 20)),
  }
}

/** Bounds keep a file of somebody else's from taking all memory or all day. */
function readKdf(kdf: unknown, parameters: Fields): KdfParameters {
  const salt = hex(parameters.salt)
  const dklen = whole(parameters.dklen, { least: 32, most: 64 })
  if (kdf === 'pbkdf2') {
    if (parameters.prf !== 'hmac-sha256') throw damaged()
    return { kdf, dklen, salt, c: whole(parameters.c, { least: 1, most: 10_000_000 }) }
  }
  const n = whole(parameters.n, { least: 2, most: 1 << 20 })
  const r = whole(parameters.r, { least: 1, most: 32 })
  const p = whole(parameters.p, { least: 1, most: 16 })
  const isCost = (n & (n - 1)) === 0 && n < 2 ** (16 * r) && n * r <= 2 ** 23
  if (kdf !== 'scrypt' || !isCost) throw damaged()
  return { kdf, dklen, salt, n, r, p }
}

type Fields = { readonly [name: string]: unknown }

function record(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw damaged()
  // Any field may be missing, or anything.
  return value as Fields
}

function hex(value: unknown, bytes?: number): Uint8Array {
  const digits = typeof value === 'string' ? value.replace(/^0x/, '') : ''
  const wrong = bytes !== undefined && digits.length !== 2 * bytes
  if (!/^([0-9a-f]{2})+$/i.test(digits) || wrong) throw damaged()
  return hexToBytes(`0x${digits}`)
}

function whole(value: unknown, { least, most }: { least: number; most: number }): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw damaged()
  }
  return value
}

function tryParse(json: string): unknown {
  try {
    return parseJson(json)
  } catch (error) {
    if (error instanceof BaseError) return undefined
    throw error
  }
}

function damaged() {
  return new KeystoreError('This is no keystore of version 3, or it is damaged.', {
    fix: 'Take it from a backup: it may have been cut off. The grant’s owner can revoke the key’s grants in any case.',
  })
}

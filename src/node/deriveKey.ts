import { pbkdf2, scrypt } from 'node:crypto'
import { promisify } from 'node:util'

/** How a passphrase becomes a key. */
export type KdfParameters =
  | {
      readonly kdf: 'scrypt'
      readonly n: number
      readonly r: number
      readonly p: number
      readonly dklen: number
      readonly salt: Uint8Array
    }
  | {
      readonly kdf: 'pbkdf2'
      readonly c: number
      readonly dklen: number
      readonly salt: Uint8Array
    }

/** Derives the key of a keystore. */
export async function deriveKey(
  passphrase: string,
  parameters: KdfParameters,
): Promise<Uint8Array> {
  const { salt, dklen } = parameters
  if (parameters.kdf === 'pbkdf2') {
    return promisify(pbkdf2)(passphrase, salt, parameters.c, dklen, 'sha256')
  }
  const { n, r, p } = parameters
  return new Promise((resolve, reject) => {
    const maxmem = 128 * n * r + 128 * r * p + 32 * 1024 * 1024
    scrypt(passphrase, salt, dklen, { N: n, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

import { createCipheriv, randomBytes, randomUUID } from 'node:crypto'
import { bytesToHex, concatBytes, type Hex, hexToBytes, keccak256 } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { deriveKey, type KdfParameters } from './deriveKey.ts'
import { KeystoreError } from './KeystoreError.ts'

export type EncryptKeyParameters = {
  readonly privateKey: Hex
  readonly passphrase: string
}

/** 128 MB and about half a second: what is usual. */
const kdf: Omit<Extract<KdfParameters, { kdf: 'scrypt' }>, 'salt'> = {
  ...{ kdf: 'scrypt', n: 131072, r: 8, p: 1, dklen: 32 },
}

/**
 * Encrypts a private key as a keystore in the standard JSON (version 3: scrypt, AES-128-CTR), which wallets read, too.
 *
 * @throws KeystoreError if the passphrase is shorter than 8 characters.
 *
 * @example
 * ```ts
 * const json = await encryptKey({ privateKey: generatePrivateKey(), passphrase })
 * const key = await decryptKey({ json, passphrase })
 * ```
 */
export async function encryptKey({
  privateKey,
  passphrase,
}: EncryptKeyParameters): Promise<string> {
  if (passphrase.length < 8) {
    throw new KeystoreError('The passphrase has fewer than 8 characters.', {
      fix: 'Use a longer one: whoever gets the file can try millions.',
    })
  }
  const address = privateKeyToAddress(privateKey)
  const salt = new Uint8Array(randomBytes(32))
  const iv = new Uint8Array(randomBytes(16))
  const derived = await deriveKey(passphrase, { ...kdf, salt })
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const ciphertext = concatBytes([cipher.update(hexToBytes(privateKey)), cipher.final()])
  const mac = keccak256(concatBytes([derived.subarray(16, 32), ciphertext]))
  const { n, r, p, dklen } = kdf
  return JSON.stringify({
    version: 3,
    id: randomUUID(),
    address: address.slice(2).toLowerCase(),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: plain(iv) },
      ciphertext: plain(ciphertext),
      kdf: 'scrypt',
      kdfparams: { n, r, p, dklen, salt: plain(salt) },
      mac: mac.slice(2),
    },
  })
}

/** Keystores write hex without `0x`. */
function plain(bytes: Uint8Array): string {
  return bytesToHex(bytes).slice(2)
}

import { bytesToHex, concatHex, hexToBytes } from 'viem'
import { keyTypes } from './keyTypes.ts'
import { lowerS, toIdentity } from './p256.ts'
import { readPublicKey } from './readPublicKey.ts'
import { SessionKeyError } from './SessionKeyError.ts'
import type { TypedSessionKey } from './sessionKey.ts'

/**
 * Makes a new P-256 key pair whose private half no script can read, this one included. IndexedDB keeps the pair as it is, so that it
 * outlives the page.
 *
 * @example
 * ```ts
 * const sessionKey = await toP256Key(await createP256KeyPair())
 * const grant = createGrant({ ...terms, key: sessionKey })
 * ```
 */
export function createP256KeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(curve, false, ['sign', 'verify'])
}

/**
 * Makes a session key of a WebCrypto key pair.
 *
 * @throws SessionKeyError unless it is a P-256 pair that signs.
 *
 * @example
 * ```ts
 * const sessionKey = await toP256Key(keyPair)
 * const session = await toSessionAccount({ account, grant, key: sessionKey })
 * ```
 */
export async function toP256Key({
  privateKey,
  publicKey: publicHalf,
}: CryptoKeyPair): Promise<TypedSessionKey> {
  requireP256(privateKey)
  requireP256(publicHalf)
  if (!privateKey.usages.includes('sign')) {
    throw new SessionKeyError('The private key may not sign.', {
      fix: 'Make the pair with `createP256KeyPair`, or with the usage `sign`.',
    })
  }
  const publicKey = readPublicKey(await crypto.subtle.exportKey('raw', publicHalf))
  const keyType = keyTypes.p256
  return {
    ...{ address: toIdentity({ keyType, publicKey }), keyType, publicKey },
    // WebCrypto signs the hash of what it is given, so the contracts verify the hash of the digest.
    async sign({ hash }) {
      const signed = await crypto.subtle.sign(
        algorithm,
        privateKey,
        new Uint8Array(hexToBytes(hash)),
      )
      return concatHex([publicKey, lowerS(bytesToHex(new Uint8Array(signed)))])
    },
  }
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const
const algorithm = { name: 'ECDSA', hash: 'SHA-256' } as const

function requireP256({ algorithm: { name, ...rest } }: CryptoKey) {
  if (name === curve.name && 'namedCurve' in rest && rest.namedCurve === curve.namedCurve) return
  throw new SessionKeyError(`A WebCrypto key of the algorithm ${name} is no P-256 key.`, {
    fix: 'Make the pair with `createP256KeyPair`.',
  })
}

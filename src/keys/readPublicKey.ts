import { bytesToHex, type Hex, hexToBigInt, isHex } from 'viem'
import { sliceBytes } from '../svm/readBytes.ts'
import { isOnCurve } from './p256.ts'
import { SessionKeyError } from './SessionKeyError.ts'

/** Bytes of a public key, or their hex; null, which browsers answer for what they cannot read, is refused. */
export type PublicKeyBytes = Hex | Uint8Array | ArrayBuffer | null

/** What stands before a P-256 point in SubjectPublicKeyInfo, the form of `AuthenticatorAttestationResponse.getPublicKey()`. */
const spki = '3059301306072a8648ce3d020106082a8648ce3d030107034200'

/**
 * Reads a P-256 public key: x and y, with or without the byte 0x04 in front, or within SubjectPublicKeyInfo.
 *
 * @returns x, then y
 * @throws SessionKeyError
 */
export function readPublicKey(bytes: PublicKeyBytes): Hex {
  const hex = (
    typeof bytes === 'string' ? bytes : bytesToHex(new Uint8Array(bytes ?? []))
  ).toLowerCase()
  const [, point] = new RegExp(`^0x(?:${spki}04|04)?([0-9a-f]{128})$`).exec(hex) ?? []
  if (point === undefined || !isHex(hex)) {
    throw new SessionKeyError('These bytes are no P-256 public key.', {
      fix: 'Pass x and y (64 bytes), or what `getPublicKey()` of the registration’s response returns. The credential must be of the algorithm -7 (ES256).',
    })
  }
  const publicKey: Hex = `0x${point}`
  const x = hexToBigInt(sliceBytes(publicKey, 0, 32))
  const y = hexToBigInt(sliceBytes(publicKey, 32))
  if (isOnCurve({ x, y })) return publicKey
  throw new SessionKeyError(
    'The public key is no point of the curve P-256: nobody could sign for it.',
    {
      fix: 'Pass the key as the authenticator or WebCrypto gave it.',
    },
  )
}

import { type Hex, hexToBigInt, parseSignature, serializeSignature } from 'viem'
import { keyTypes, signatureSizeOf } from '../keys/keyTypes.ts'
import { isLowS } from '../keys/p256.ts'
import { sliceBytes } from '../svm/readBytes.ts'
import { SessionSignatureError } from './SessionSignatureError.ts'

/** Bytes of a secp256k1 signature: r, s, v. */
const signatureSize = 65

/** Half of the order of secp256k1: of the two values of s that verify, the contracts take the lower one. */
const maxS = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * Brings a session key's signature into the one form that is taken: of secp256k1 r, s, v with v 27 or 28. Keys of other types sign
 * in it already.
 *
 * @throws SessionSignatureError unless it has the length of the key's type, and a low s.
 */
export function normalizeSignature(signature: Hex, { keyType }: { keyType: number }): Hex {
  if (keyType !== keyTypes.secp256k1) return requireTyped(signature, keyType)
  if (signature.length !== 2 + 2 * signatureSize) {
    throw new SessionSignatureError('it does not have 65 bytes')
  }
  const { r, s, yParity } = parse(signature)
  if (BigInt(s) > maxS) throw new SessionSignatureError('its s is high')
  return serializeSignature({ r, s, yParity })
}

function requireTyped(signature: Hex, keyType: number): Hex {
  const size = signatureSizeOf(keyType)
  if (signature.length !== 2 + 2 * size)
    throw new SessionSignatureError(`it does not have the ${size} bytes of its type`)
  if (!isLowS(hexToBigInt(sliceBytes(signature, 96, 128))))
    throw new SessionSignatureError('its s is high')
  return signature
}

function parse(signature: Hex) {
  try {
    return parseSignature(signature)
  } catch (cause) {
    throw new SessionSignatureError('it is malformed', cause instanceof Error ? { cause } : {})
  }
}

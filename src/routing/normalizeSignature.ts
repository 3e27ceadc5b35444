import { type Hex, parseSignature, serializeSignature } from 'viem'
import { SessionSignatureError } from './SessionSignatureError.ts'

/** Bytes of a session key's signature: r, s, v. */
export const signatureSize = 65

/** Half of the order of secp256k1: of the two values of s that verify, the contracts take the lower one. */
const maxS = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * Brings a session key's signature into the one form that is taken: r, s, v with v 27 or 28.
 *
 * @throws SessionSignatureError unless it has 65 bytes and a low s.
 */
export function normalizeSignature(signature: Hex): Hex {
  if (signature.length !== 2 + 2 * signatureSize) {
    throw new SessionSignatureError('it does not have 65 bytes')
  }
  const { r, s, yParity } = parse(signature)
  if (BigInt(s) > maxS) throw new SessionSignatureError('its s is high')
  return serializeSignature({ r, s, yParity })
}

function parse(signature: Hex) {
  try {
    return parseSignature(signature)
  } catch (cause) {
    throw new SessionSignatureError('it is malformed', cause instanceof Error ? { cause } : {})
  }
}

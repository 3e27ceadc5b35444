import { concatHex, type Hex } from 'viem'
import { authenticatorDataSize, restMaximum } from '../keys/encodeAssertion.ts'
import { keyTypes } from '../keys/keyTypes.ts'
import type { SessionKey } from '../keys/sessionKey.ts'

/**
 * A signature from which some address is recovered, whatever the digest. r is the x coordinate of secp256k1's generator, s is
 * low; neither has a zero byte, so that it costs as much calldata as a real one.
 */
export const secp256k1Stub: Hex = `0x${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}${'7a'.repeat(32)}1b`

/** r and s of a P-256 signature: within their bounds, s low. */
const curveStub: Hex = `0x${'7b'.repeat(32)}${'7a'.repeat(32)}`

/** The longest envelope there is, of the right flags: the work grows with its length. */
const envelopeStub: Hex = `0x${'7a'.repeat(32)}05${'7a'.repeat(authenticatorDataSize - 33)}ff${'7a'.repeat(restMaximum)}`

/** Makes a signature that is as long as the key's own and leads to the same work on the chain, or a little more. */
export function toStubSignature(key: SessionKey): Hex {
  if (key.keyType === undefined) return secp256k1Stub
  const stub = concatHex([key.publicKey, curveStub])
  return key.keyType === keyTypes.webAuthn ? concatHex([stub, envelopeStub]) : stub
}

/** Whether a signature field holds a stub. */
export function holdsStub(signature: Hex): boolean {
  return [secp256k1Stub, curveStub].some((stub) => signature.includes(stub.slice(2)))
}

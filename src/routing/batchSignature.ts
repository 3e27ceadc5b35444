import { type Address, concatHex, encodeAbiParameters, type Hex } from 'viem'
import { keyTypes, signatureSizeOf } from '../keys/keyTypes.ts'
import { sliceBytes } from '../svm/readBytes.ts'
import { normalizeSignature } from './normalizeSignature.ts'
import { SessionSignatureError } from './SessionSignatureError.ts'

/**
 * Joins routing and signature.
 *
 * @throws SessionSignatureError unless the signature is one of the key type that the routing names, with a low s.
 *
 * @example
 * ```ts
 * const batchSignature = encodeBatchSignature({ routing, signature })
 * ```
 */
export function encodeBatchSignature({
  routing,
  signature,
}: {
  routing: Hex
  signature: Hex
}): Hex {
  return concatHex([routing, normalizeSignature(signature, { keyType: keyTypeOf(routing) })])
}

/**
 * Parts a batch signature in routing and signature. The third byte names the key's type, and so the signature's length.
 *
 * @throws SessionSignatureError if it is too short.
 *
 * @example
 * ```ts
 * const { routing, signature } = splitBatchSignature(batchSignature)
 * ```
 */
export function splitBatchSignature(batchSignature: Hex): { routing: Hex; signature: Hex } {
  const signatureSize = signatureSizeOf(keyTypeOf(batchSignature))
  const routingSize = (batchSignature.length - 2) / 2 - signatureSize
  if (routingSize < 0) throw new SessionSignatureError(`it is shorter than ${signatureSize} bytes`)
  return {
    routing: sliceBytes(batchSignature, 0, routingSize),
    signature: sliceBytes(batchSignature, routingSize),
  }
}

/** Of a routing that ends before its third byte, the type is secp256k1, as the contracts read it. */
function keyTypeOf(routing: Hex): number {
  return routing.length < 8 ? keyTypes.secp256k1 : Number(sliceBytes(routing, 2, 3))
}

/**
 * Wraps a module's signature as the account reads it: which module is to judge it.
 *
 * @example
 * ```ts
 * const signature = wrapSignature({ batchSignature, router: grant.terms.router })
 * ```
 */
export function wrapSignature({
  batchSignature,
  router,
}: {
  batchSignature: Hex
  router: Address
}): Hex {
  return encodeAbiParameters([{ type: 'bytes' }, { type: 'address' }], [batchSignature, router])
}

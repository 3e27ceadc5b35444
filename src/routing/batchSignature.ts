import { type Address, concatHex, encodeAbiParameters, type Hex } from 'viem'
import { sliceBytes } from '../svm/readBytes.ts'
import { normalizeSignature, signatureSize } from './normalizeSignature.ts'
import { SessionSignatureError } from './SessionSignatureError.ts'

/**
 * Joins routing and signature.
 *
 * @throws SessionSignatureError unless the signature is r, s, v with a low s.
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
  return concatHex([routing, normalizeSignature(signature)])
}

/**
 * Parts a batch signature in routing and signature. @throws SessionSignatureError if it is too short.
 *
 * @example
 * ```ts
 * const { routing, signature } = splitBatchSignature(batchSignature)
 * ```
 */
export function splitBatchSignature(batchSignature: Hex): { routing: Hex; signature: Hex } {
  const routingSize = (batchSignature.length - 2) / 2 - signatureSize
  if (routingSize < 0) throw new SessionSignatureError('it is shorter than 65 bytes')
  return {
    routing: sliceBytes(batchSignature, 0, routingSize),
    signature: sliceBytes(batchSignature, routingSize),
  }
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

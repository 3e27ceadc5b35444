import {
  type Address,
  BaseError,
  concatHex,
  encodeAbiParameters,
  type Hex,
  parseSignature,
  serializeSignature,
} from 'viem'
import { sliceBytes } from '../svm/readBytes.ts'

/** Bytes of the signature that ends a batch signature: r, s, v. */
const signatureSize = 65

/** Half of the order of secp256k1: of the two values of s that verify, the router takes the lower one. */
const maxS = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/** Thrown when a session key's signer returns what no router takes. */
export class SessionSignatureError extends BaseError {
  constructor(reason: string, { cause }: { cause?: Error } = {}) {
    super(`The session key’s signature cannot be used: ${reason}.`, {
      name: 'SessionSignatureError',
      metaMessages: [
        'Sign with a secp256k1 key that returns r, s, v with a low s, as viem’s accounts do.',
      ],
      ...(cause ? { cause } : {}),
    })
  }
}

/**
 * Joins routing and signature.
 *
 * @throws SessionSignatureError unless the signature is r, s, v with a low s.
 */
export function encodeBatchSignature({
  routing,
  signature,
}: {
  routing: Hex
  signature: Hex
}): Hex {
  return concatHex([routing, normalize(signature)])
}

/** Parts a batch signature in routing and signature. @throws SessionSignatureError if it is too short. */
export function splitBatchSignature(batchSignature: Hex): { routing: Hex; signature: Hex } {
  const routingSize = (batchSignature.length - 2) / 2 - signatureSize
  if (routingSize < 0) throw new SessionSignatureError('it is shorter than 65 bytes')
  return {
    routing: sliceBytes(batchSignature, 0, routingSize),
    signature: sliceBytes(batchSignature, routingSize),
  }
}

/** Wraps a module's signature as the account reads it: which module is to judge it. */
export function wrapSignature({
  batchSignature,
  router,
}: {
  batchSignature: Hex
  router: Address
}): Hex {
  return encodeAbiParameters([{ type: 'bytes' }, { type: 'address' }], [batchSignature, router])
}

function normalize(signature: Hex): Hex {
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

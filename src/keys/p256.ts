import {
  type Address,
  concatHex,
  getAddress,
  type Hex,
  hexToBigInt,
  keccak256,
  numberToHex,
} from 'viem'
import { sliceBytes } from '../svm/readBytes.ts'

/** The order of the curve. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

const prime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

/** Whether x and y are a point of the curve, and so perhaps somebody's public key. */
export function isOnCurve({ x, y }: { x: bigint; y: bigint }): boolean {
  if (x >= prime || y >= prime) return false
  // y² = x³ − 3x + b. No point but the one at infinity has two zeros.
  return (y * y - (x * x * x - 3n * x + b)) % prime === 0n
}

/** Whether s is the lower one of the two that verify; the contracts take no other. */
export function isLowS(s: bigint): boolean {
  return s <= order / 2n
}

/** Brings `r ‖ s`, 64 bytes, into the form with the lower s: both verify. */
export function lowerS(signature: Hex): Hex {
  const s = hexToBigInt(sliceBytes(signature, 32))
  if (isLowS(s)) return signature
  return concatHex([sliceBytes(signature, 0, 32), numberToHex(order - s, { size: 32 })])
}

/** Computes a public key's identity under a type: another one under each. */
export function toIdentity({
  keyType,
  publicKey,
}: {
  keyType: number
  /** x, then y. */
  publicKey: Hex
}): Address {
  const hash = keccak256(concatHex([numberToHex(keyType, { size: 1 }), publicKey]))
  return getAddress(sliceBytes(hash, 12))
}

import type { Address } from 'viem'

export type ToNexusNonceKeyParameters = {
  /** The validator that is to judge the operation. */
  validator: Address
  /** Tells apart sequences of nonces; its lowest 24 bits count. 0 by default. */
  key?: bigint | undefined
}

/**
 * Computes the key under which Nexus counts the nonces of operations for one validator: three bytes to choose freely, the mode
 * of validation (0: nothing but validate), the validator.
 *
 * @example
 * ```ts
 * const nonceKey = toNexusNonceKey({ validator: forErc7579().router, key: 1n })
 * ```
 */
export function toNexusNonceKey({ validator, key = 0n }: ToNexusNonceKeyParameters): bigint {
  return (BigInt.asUintN(24, key) << 168n) | BigInt(validator)
}

import type { Hex } from 'viem'

/**
 * A signature from which some address is recovered, whatever the digest. r is the x coordinate of secp256k1's generator, s is
 * low; neither has a zero byte, so that it costs as much calldata as a real one.
 */
export const stubSignature: Hex = `0x${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}${'7a'.repeat(32)}1b`

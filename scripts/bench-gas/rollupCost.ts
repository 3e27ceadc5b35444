import { brotliCompressSync } from 'node:zlib'
import { LibZip } from 'solady'
import { type Hex, hexToBytes, size } from 'viem'

/** What a rollup has to publish of an operation, in bytes. */
export type Sizes = {
  readonly calldataBytes: number
  readonly brotliBytes: number
  readonly fastlzBytes: number
}

/** Measures calldata as rollups do: Arbitrum compresses with brotli, the OP stack counts the length after FastLZ. */
export function compressedSizes(calldata: Hex): Sizes {
  return {
    calldataBytes: size(calldata),
    brotliBytes: brotliCompressSync(hexToBytes(calldata)).length,
    fastlzBytes: size(LibZip.flzCompress(calldata) as Hex),
  }
}

/**
 * Estimates what an operation costs on an OP stack chain since Fjord, in wei, if every estimated byte is paid for as 16 gas of L1: scalars
 * of one and no blobs, so an upper bound. The estimate of the bytes is Fjord's linear fit over the FastLZ length, at least 100.
 */
export function estimateRollupFee(options: {
  readonly gas: number
  readonly fastlzBytes: number
  /** Wei per gas. */
  readonly l1Price: bigint
  /** Wei per gas. */
  readonly l2Price: bigint
}): bigint {
  const { gas, fastlzBytes, l1Price, l2Price } = options
  const scaled = BigInt(Math.max(100_000_000, -42_585_600 + 836_500 * fastlzBytes))
  return BigInt(gas) * l2Price + (16n * scaled * l1Price) / 1_000_000n
}

import { LibZip } from 'solady'
import { concatHex, type Hex, keccak256, size, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { compressedSizes, estimateRollupFee } from './rollupCost.ts'

const noise = (words: number): Hex =>
  concatHex(Array.from({ length: words }, (_, i) => keccak256(toHex(i))))

describe('compressedSizes', () => {
  test('default: what repeats is short, what does not is not', () => {
    const zeros = compressedSizes(`0x${'00'.repeat(1000)}`)
    expect(zeros.calldataBytes).toBe(1000)
    expect(zeros.brotliBytes).toBeLessThan(20)
    expect(zeros.fastlzBytes).toBeLessThan(30)
    expect(compressedSizes(noise(10)).brotliBytes).toBeGreaterThanOrEqual(320)
  })

  test('behavior: FastLZ puts a byte before each run of 32 that it cannot shorten', () => {
    expect(compressedSizes(noise(10)).fastlzBytes).toBe(330)
  })

  test('behavior: what is measured can be read back', () => {
    const data = concatHex([noise(3), `0x${'00'.repeat(300)}`, noise(3)])
    const compressed = LibZip.flzCompress(data) as Hex
    expect(size(compressed)).toBe(compressedSizes(data).fastlzBytes)
    expect(LibZip.flzDecompress(compressed)).toBe(data)
  })
})

describe('estimateRollupFee', () => {
  const prices = { l1Price: 10n ** 9n, l2Price: 10n ** 6n }

  test('default: gas at the price of L2, and 16 gas of L1 for each estimated byte', () => {
    // 1,000 bytes of FastLZ: −42.5856 + 836.5 = 793.9144 bytes.
    const fee = estimateRollupFee({ ...prices, gas: 100_000, fastlzBytes: 1000 })
    expect(fee).toBe(100_000_000_000n + 12_702_630_400_000n)
  })

  test('behavior: at least a hundred bytes are charged', () => {
    const shortest = estimateRollupFee({ ...prices, gas: 0, fastlzBytes: 10 })
    expect(shortest).toBe(1_600_000_000_000n)
    expect(estimateRollupFee({ ...prices, gas: 0, fastlzBytes: 100 })).toBe(shortest)
    expect(estimateRollupFee({ ...prices, gas: 0, fastlzBytes: 300 })).toBeGreaterThan(shortest)
  })
})

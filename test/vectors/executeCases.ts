import { concatHex, type Hex, numberToHex, size, slice } from 'viem'
import { encodeExecuteBatch } from '../../src/account/executeBatch.ts'
import type { Call } from '../../src/types.ts'
import * as fixtures from './fixtures.ts'

const { seedCalls, tokenA, stranger, encodeApprove } = fixtures

/** Batches of an ERC-7579 account that its router reads. */
export const executeBatches: readonly (readonly Required<Call>[])[] = [
  seedCalls.map((call) => ({ ...call, value: 0n })),
  [{ to: tokenA, value: 0n, data: encodeApprove(stranger, 1n) }],
  [{ to: stranger, value: 2n ** 256n - 1n, data: '0x' }],
  // Lengths around a word, for the padding.
  [1, 31, 32, 33].map((length) => ({ to: stranger, value: 1n, data: `0x${'ab'.repeat(length)}` })),
  Array.from({ length: 33 }, () => ({ to: tokenA, value: 0n, data: '0x' as const })),
]

const twoCalls = encodeExecuteBatch([
  { to: tokenA, data: '0x1234' },
  { to: stranger, data: '0x' },
])

/** Writes a word at a place in callData, counted from the selector. */
function withWord(offset: number, word: bigint): Hex {
  const before = slice(twoCalls, 0, offset)
  return offset + 32 === size(twoCalls)
    ? concatHex([before, numberToHex(word, { size: 32 })])
    : concatHex([before, numberToHex(word, { size: 32 }), slice(twoCalls, offset + 32)])
}

/**
 * CallData that an ABI decoder may take, and the router refuses. Places in `twoCalls`: mode 4, pointer 36, length 68, pointer 100,
 * count 132, two pointers 164 and 196, then target, value, pointer, length and data of the first call from 228.
 */
export const damagedExecutes: readonly { readonly name: string; readonly callData: Hex }[] = [
  { name: 'a single execution', callData: withWord(4, 0n) },
  { name: 'a batch that goes on after a failing call', callData: withWord(4, 0x0101n << 240n) },
  { name: 'a mode with a payload', callData: withWord(4, (1n << 248n) + 1n) },
  { name: 'the executions elsewhere', callData: withWord(36, 0x60n) },
  { name: 'a length that is a byte short', callData: withWord(68, 0x19fn) },
  { name: 'the list elsewhere', callData: withWord(100, 0x40n) },
  { name: 'no call', callData: withWord(132, 0n) },
  { name: 'a call less than there is', callData: withWord(132, 1n) },
  { name: 'a call more than there is', callData: withWord(132, 3n) },
  { name: 'two calls in one place', callData: withWord(196, 0x40n) },
  {
    name: 'a target with dirty upper bytes',
    callData: withWord(228, (1n << 160n) | BigInt(tokenA)),
  },
  { name: 'call data elsewhere', callData: withWord(292, 0x80n) },
  { name: 'call data with dirty padding', callData: withWord(356, (0x1234n << 240n) | 1n) },
  { name: 'a word too many', callData: concatHex([twoCalls, numberToHex(0, { size: 32 })]) },
  { name: 'a byte too few', callData: slice(twoCalls, 0, size(twoCalls) - 1) },
  { name: 'another function', callData: concatHex(['0x47e1da2a', slice(twoCalls, 4)]) },
]

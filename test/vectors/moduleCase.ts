import type { Address, Hex } from 'viem'
import type { ModuleName } from '../../src/svm/moduleContracts.ts'
import { dex } from './fixtures.ts'

/** One call under one session, as a module is asked about it. */
export type ModuleCase = {
  readonly name: string
  readonly module: ModuleName
  readonly sessionData: Hex
  readonly target: Address
  readonly value: bigint
  readonly data: Hex
  readonly callSpecificData: Hex
}

/** Replaces the word at `position`. */
export function withWord(data: Hex, position: number, word: bigint): Hex {
  const start = 2 + 2 * position
  return `0x${data.slice(2, start)}${word.toString(16).padStart(64, '0')}${data.slice(start + 64)}`
}

/** Flips one bit. */
export function withBit(data: Hex, bit: number): Hex {
  const at = 2 + (bit >> 2)
  const nibble = Number.parseInt(data[at] ?? '0', 16) ^ (1 << (bit & 3))
  return `0x${data.slice(2, at)}${nibble.toString(16)}${data.slice(at + 1)}`
}

/** An address with a bit above 160. */
export const dirty = (1n << 160n) | BigInt(dex)

export function caseOf(module: ModuleName, good: { sessionData: Hex; target: Address; data: Hex }) {
  return (name: string, change: Partial<Omit<ModuleCase, 'name' | 'module'>> = {}): ModuleCase => ({
    ...{ name: `${module}: ${name}`, module, value: 0n, callSpecificData: '0x' },
    ...good,
    ...change,
  })
}

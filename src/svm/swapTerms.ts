import { type Address, type Hex, numberToHex } from 'viem'
import { InvalidAmountError } from '../errors/InvalidAmountError.ts'
import { nameCall, type WordsOf } from '../errors/phrases.ts'
import { type Refusal, refuse } from '../errors/refuse.ts'
import type { SolidityErrorName } from '../errors/solidityErrors.ts'
import type { BatchCall } from '../types.ts'
import { at, requireAddress } from './callReader.ts'
import { readUint } from './readBytes.ts'
import { requireAmount } from './requireAmount.ts'

/** The floor of a swap: at least `out` base units for every `in` base units. */
export type Rate = { readonly out: bigint; readonly in: bigint }

const maxAmountIn = 2n ** 128n - 1n

/** Words for what the modules of swaps refuse. */
export const wordsOfSwaps = {
  AmountInTooLarge: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} swaps ${found} base units; no swap may exceed ${allowed}.`,
    fix: 'Check the amount: it is more than any token has.',
  }),
  AmountInZero: ({ call }) => ({
    sentence: `${nameCall(call)} swaps an amount of zero.`,
    fix: 'Swap more than zero: some pools read zero as "everything".',
  }),
  HopNotAllowed: ({ call, position, found }) => ({
    sentence: `${nameCall(call)} swaps over ${found} (place ${position} of the path), which is no allowed hop.`,
    fix: 'Use a path over the hops that the session allows, or ask for a grant with this hop.',
  }),
  MinimumOutTooLow: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} accepts as little as ${found} base units for the swap; the floor rate demands ${allowed}.`,
    fix: `Set amountOutMin to at least ${allowed}; if the market gives less, wait or ask for a lower floor.`,
  }),
  PathLengthWrong: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} swaps over a path of ${found} tokens; it takes between 2 and ${allowed}.`,
    fix: 'Use a shorter path, or ask for a grant with more hops.',
  }),
  RateZero: () => ({
    sentence: 'The session’s floor rate is zero.',
    fix: 'Create the permission again with a rate above zero on both sides.',
  }),
  RecipientNotAccount: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} sends what it swaps to ${found}; this session swaps for the account ${allowed} alone.`,
    fix: 'Pass the account’s address as the recipient.',
  }),
  TokenInNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} swaps ${found} away; this session swaps ${allowed} only.`,
    fix: 'Start the path with the session’s token, or ask for a grant for this token.',
  }),
  TokenOutNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} swaps into ${found}; this session swaps into ${allowed} only.`,
    fix: 'End the path with the session’s token, or ask for a grant for this token.',
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

/** Refuses zero, and amounts with which the floor would not be exact. */
export function requireAmountIn(call: BatchCall, found: bigint): Refusal | undefined {
  if (found === 0n) return refuse('AmountInZero', at(call))
  if (found <= maxAmountIn) return undefined
  return refuse('AmountInTooLarge', { ...at(call), found, allowed: maxAmountIn })
}

/** Refuses a swap for somebody else. */
export function requireRecipient(
  call: BatchCall,
  { position, account }: { position: number; account: Address },
): Refusal | undefined {
  return requireAddress(call, { position, allowed: account, otherwise: 'RecipientNotAccount' })
}

/** Refuses a minimum below the floor, which is rounded up. */
export function requireMinimumOut(
  call: BatchCall,
  { rate, amountIn, found }: { rate: Rate; amountIn: bigint; found: bigint },
): Refusal | undefined {
  const unusable = refuseRate(rate)
  if (unusable) return unusable
  const allowed = (amountIn * rate.out + rate.in - 1n) / rate.in
  return found >= allowed ? undefined : refuse('MinimumOutTooLow', { ...at(call), found, allowed })
}

/** Refuses tokens at the ends of a path that are not the session's. */
export function requireToken(
  call: BatchCall,
  { found, allowed, otherwise }: { found: Address; allowed: Address; otherwise: TokenRule },
): Refusal | undefined {
  return found === allowed ? undefined : refuse(otherwise, { ...at(call), found, allowed })
}

type TokenRule = 'TokenInNotAllowed' | 'TokenOutNotAllowed'

/** Refuses a rate under which no swap is ever allowed. */
export function refuseRate(rate: Rate): Refusal | undefined {
  return rate.out === 0n || rate.in === 0n ? refuse('RateZero', {}) : undefined
}

/** `rateOut (16) ‖ rateIn (16)` @throws InvalidAmountError */
export function encodeRate(rate: Rate): readonly Hex[] {
  return [
    numberToHex(requireRate('rate.out', rate.out), { size: 16 }),
    numberToHex(requireRate('rate.in', rate.in), { size: 16 }),
  ]
}

export function readRate(data: Hex, start: number): Rate {
  return {
    out: readUint(data, { start, size: 16 }),
    in: readUint(data, { start: start + 16, size: 16 }),
  }
}

function requireRate(name: string, value: unknown): bigint {
  const rate = requireAmount(value, { name, bits: 128 })
  if (rate === 0n) throw new InvalidAmountError({ name, found: rate, reason: 'must be above zero' })
  return rate
}

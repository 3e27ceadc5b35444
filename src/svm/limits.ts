import { concatHex, type Hex, numberToHex, size } from 'viem'
import { InvalidAmountError } from '../errors/InvalidAmountError.ts'
import { type Refusal, refuse } from '../errors/refuse.ts'
import { readUint } from './readBytes.ts'
import { requireAmount } from './requireAmount.ts'

/** The limits of a session. One that is left out means unlimited. All count attempts: a failed execution has counted, too. */
export type Limits = {
  /** Token base units that one call may move. */
  readonly perUse?: bigint | undefined
  /** Token base units that all calls of one period may move; see `perDay`, `perWeek`, `perHour`, `perSeconds`. */
  readonly perPeriod?: PeriodLimit | undefined
  /** Token base units that all calls together may move, over the grant's life. */
  readonly total?: bigint | undefined
  /** How many calls there may be, over the grant's life. */
  readonly uses?: number | undefined
}

/**
 * A limit that starts again with every period. Periods lie one behind the other, the same for everybody: around the edge between two, the
 * amount of both can go within moments.
 */
export type PeriodLimit = {
  /** Token base units that all calls of one period may move. */
  readonly amount: bigint
  /** Seconds; at least an hour. */
  readonly length: number
  /** Seconds since 1970: when period 0 begins. */
  readonly anchor: number
}

/** Seconds; a shorter period would leave no time to get an operation included. */
export const shortestPeriod = 3600

/** In the order in which they stand in session data; bit i of the flags announces entry i. */
const fields = [
  { name: 'perUse', size: 16 },
  { name: 'total', size: 13 },
  { name: 'uses', size: 3 },
  { name: 'perPeriod', size: 20 },
] as const

/** Flags of the limits that every module knows that charges amounts. */
export const limitFlags = (1 << fields.length) - 1

/** The flag of the number of uses: all that a module knows whose calls have no amount. */
export const usesFlag = 1 << fields.findIndex(({ name }) => name === 'uses')

/**
 * Encodes limits as they end a session's data.
 *
 * @param own flags of the module's own: the upper four bits
 * @throws InvalidAmountError if a limit does not fit its field.
 */
export function encodeLimits(limits: Limits = {}, own = 0): Hex {
  let flags = own
  const values: Hex[] = []
  fields.forEach(({ name, size: bytes }, i) => {
    const limit = limits[name]
    if (limit === undefined) return
    flags |= 1 << i
    if (typeof limit === 'object') values.push(encodePeriod(limit))
    else {
      const toField = name === 'uses' ? toCount : toAmount
      values.push(numberToHex(toField(`limits.${name}`, limit, 8 * bytes), { size: bytes }))
    }
  })
  return concatHex([numberToHex(flags, { size: 1 }), ...values])
}

function encodePeriod({ amount, length, anchor }: PeriodLimit): Hex {
  const name = 'limits.perPeriod'
  return concatHex([
    numberToHex(toAmount(`${name}.amount`, amount, 96), { size: 12 }),
    numberToHex(toCount(`${name}.length`, length, 32), { size: 4 }),
    numberToHex(toCount(`${name}.anchor`, anchor, 32), { size: 4 }),
  ])
}

/**
 * Reads limits, or says why a module would not.
 *
 * @param data the whole session data
 * @param offset where the limits start; may lie behind the end
 * @param known the flags that the module knows
 */
export function readLimits(
  data: Hex,
  { offset, known = limitFlags }: { offset: number; known?: number | undefined },
): { limits: Limits; own: number } | Refusal {
  const found = size(data)
  if (found <= offset) {
    return refuse('SessionDataMalformed', { found: BigInt(found), allowed: BigInt(offset + 1) })
  }
  const flags = Number(readUint(data, { start: offset, size: 1 }))
  const set = fields.filter((_, i) => (flags >> i) & 1)
  const length = set.reduce((sum, field) => sum + field.size, offset + 1)
  if (found !== length) {
    return refuse('SessionDataMalformed', { found: BigInt(found), allowed: BigInt(length) })
  }
  if ((flags & ~known) !== 0) {
    return refuse('LimitFlagsUnknown', { found: flags, allowed: known })
  }
  let start = offset + 1
  const limits: { -readonly [name in keyof Limits]: Limits[name] } = {}
  for (const field of set) {
    const value = readUint(data, { start, size: field.size })
    if (field.name === 'uses') limits.uses = Number(value)
    else if (field.name === 'perPeriod') limits.perPeriod = toPeriod(value)
    else limits[field.name] = value
    start += field.size
  }
  const seconds = limits.perPeriod?.length ?? shortestPeriod
  if (seconds < shortestPeriod) {
    return refuse('PeriodTooShort', { found: BigInt(seconds), allowed: BigInt(shortestPeriod) })
  }
  return { limits, own: flags & 0xf0 }
}

function toPeriod(value: bigint): PeriodLimit {
  return {
    amount: value >> 64n,
    length: Number(BigInt.asUintN(32, value >> 32n)),
    anchor: Number(BigInt.asUintN(32, value)),
  }
}

function toAmount(name: string, amount: unknown, bits: number): bigint {
  return requireAmount(amount, { name, bits })
}

/** Whole numbers that are no amounts are `number`s. */
function toCount(name: string, count: unknown, bits: number): bigint {
  if (!Number.isSafeInteger(count)) {
    throw new InvalidAmountError({ name, found: count, reason: 'is no whole number' })
  }
  return requireAmount(BigInt(count as number), { name, bits })
}

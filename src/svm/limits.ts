import { concatHex, type Hex, numberToHex, size } from 'viem'
import { InvalidAmountError } from '../errors/InvalidAmountError.ts'
import { type Refusal, refuse } from '../errors/refuse.ts'
import { readUint } from './readBytes.ts'
import { requireAmount } from './requireAmount.ts'

/** The limits of a session. One that is left out means unlimited. */
export type Limits = {
  /** Token base units that one call may move. */
  readonly perUse?: bigint | undefined
  /** Token base units that all calls together may move, over the grant's life. */
  readonly total?: bigint | undefined
  /** How many calls there may be, over the grant's life. */
  readonly uses?: number | undefined
}

/** In the order in which they stand in session data; bit i of the flags announces entry i. */
const fields = [
  { name: 'perUse', size: 16 },
  { name: 'total', size: 13 },
  { name: 'uses', size: 3 },
] as const

const knownFlags = (1 << fields.length) - 1

/**
 * Encodes limits as they end a session's data.
 *
 * @throws InvalidAmountError if a limit does not fit its field.
 */
export function encodeLimits(limits: Limits = {}): Hex {
  let flags = 0
  const values: Hex[] = []
  fields.forEach(({ name, size: bytes }, i) => {
    const limit = limits[name]
    if (limit === undefined) return
    flags |= 1 << i
    values.push(numberToHex(toAmount(name, limit, 8 * bytes), { size: bytes }))
  })
  return concatHex([numberToHex(flags, { size: 1 }), ...values])
}

/**
 * Reads limits, or says why a module would not.
 *
 * @param data the whole session data
 * @param offset where the limits start; may lie behind the end
 */
export function readLimits(data: Hex, offset: number): Limits | Refusal {
  const found = size(data)
  if (found <= offset) {
    return refuse('SessionDataMalformed', { found: BigInt(found), allowed: BigInt(offset + 1) })
  }
  const flags = Number(readUint(data, { start: offset, size: 1 }))
  if ((flags & ~knownFlags) !== 0) {
    return refuse('LimitFlagsUnknown', { found: flags, allowed: knownFlags })
  }
  const set = fields.filter((_, i) => (flags >> i) & 1)
  const length = set.reduce((sum, field) => sum + field.size, offset + 1)
  if (found !== length) {
    return refuse('SessionDataMalformed', { found: BigInt(found), allowed: BigInt(length) })
  }
  let start = offset + 1
  const limits: { perUse?: bigint; total?: bigint; uses?: number } = {}
  for (const field of set) {
    const value = readUint(data, { start, size: field.size })
    if (field.name === 'uses') limits.uses = Number(value)
    else limits[field.name] = value
    start += field.size
  }
  return limits
}

function toAmount(name: string, limit: bigint | number, bits: number): bigint {
  if (name !== 'uses') return requireAmount(limit, { name: `limits.${name}`, bits })
  if (!Number.isSafeInteger(limit)) {
    throw new InvalidAmountError({
      name: 'limits.uses',
      found: limit,
      reason: 'is no whole number',
    })
  }
  return requireAmount(BigInt(limit), { name: 'limits.uses', bits })
}

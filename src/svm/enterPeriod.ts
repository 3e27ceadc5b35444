import { type Hex, numberToHex, size } from 'viem'
import { type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall, SessionWindow, Usage } from '../types.ts'
import { at, requireSpecificDataLength } from './callReader.ts'
import type { PeriodLimit } from './limits.ts'
import { readUint } from './readBytes.ts'

/** The moments of a window are below this. */
const windowBound = 2 ** 47

/** Bytes of call-specific data that name a period. */
export const periodSize = 4

/** Takes the period that a call names, as the chain does. Periods only go forward, and calls of one operation name the same one. */
export function enterPeriod({
  limit: { length, anchor },
  usage,
  call,
  isFirst,
}: {
  limit: PeriodLimit
  usage: Usage
  call: BatchCall
  /** Whether it is the session's first call in the operation. */
  isFirst: boolean
}): Usage | Refusal {
  const bytes = size(call.callSpecificData)
  if (bytes < periodSize) return requireSpecificDataLength(call, periodSize) ?? usage
  const found = Number(readUint(call.callSpecificData, { start: 0, size: periodSize }))
  const { index: last, used } = usage.period ?? { index: 0, used: 0n }
  const compared = { ...at(call), found: BigInt(found), allowed: BigInt(last) }
  if (!isFirst && found !== last) return refuse('PeriodDiffers', compared)
  if (found < last) return refuse('PeriodPast', compared)
  const latest = Math.floor((windowBound - anchor) / length) - 1
  if (found > latest) {
    return refuse('PeriodOutOfRange', { ...compared, allowed: BigInt(latest) })
  }
  return { ...usage, period: { index: found, used: found === last ? used : 0n } }
}

/** Returns when a period is on. */
export function toPeriodWindow({ length, anchor }: PeriodLimit, index: number): SessionWindow {
  const validAfter = anchor + length * index
  return { validAfter, validUntil: validAfter + length - 1 }
}

/**
 * Names the period of a moment as call-specific data. A moment before the first period names the first.
 *
 * @param now seconds since 1970
 */
export function encodePeriod({ length, anchor }: PeriodLimit, now: number): Hex {
  return numberToHex(Math.max(0, Math.floor((now - anchor) / length)), { size: periodSize })
}

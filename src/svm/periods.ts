import type { PeriodLimit } from './limits.ts'

const hour = 60 * 60
const day = 24 * hour
const week = 7 * day

/** The first Monday after the beginning of 1970, 00:00 UTC: a Thursday. */
const firstMonday = 4 * day

/**
 * Limits what may move per hour (UTC).
 *
 * @param amount token base units
 *
 * @example
 * ```ts
 * const limits = { perPeriod: perHour(amount('50', 6)) }
 * ```
 */
export function perHour(amount: bigint): PeriodLimit {
  return { amount, length: hour, anchor: 0 }
}

/**
 * Limits what may move per day (UTC).
 *
 * @param amount token base units
 *
 * @example
 * ```ts
 * erc20.approve({ token, spender, limits: { perPeriod: perDay(amount('50', 6)) } })
 * ```
 */
export function perDay(amount: bigint): PeriodLimit {
  return { amount, length: day, anchor: 0 }
}

/**
 * Limits what may move per week (UTC, from Monday on).
 *
 * @param amount token base units
 *
 * @example
 * ```ts
 * const limits = { perPeriod: perWeek(amount('50', 6)) }
 * ```
 */
export function perWeek(amount: bigint): PeriodLimit {
  return { amount, length: week, anchor: firstMonday }
}

/**
 * Limits what may move in a period of any length.
 *
 * @param amount token base units
 * @param length seconds, at least an hour
 * @param anchor seconds since 1970: when a period begins; the start of 1970 by default
 *
 * @example
 * ```ts
 * // Fortnights, from the first of 2026 on.
 * const perPeriod = perSeconds({ amount: 50n, length: 14 * 86_400, anchor: 1_767_225_600 })
 * ```
 */
export function perSeconds({
  amount,
  length,
  anchor = 0,
}: {
  amount: bigint
  length: number
  anchor?: number | undefined
}): PeriodLimit {
  return { amount, length, anchor }
}

/** Names a period's length in words: what stands behind "per". */
export function describePeriod({ length, anchor }: PeriodLimit): { name: string; edge: string } {
  const known = [
    { length: hour, offset: 0, name: 'hour (UTC)', edge: 'the full hour' },
    { length: day, offset: 0, name: 'day (UTC)', edge: 'midnight' },
    {
      length: week,
      offset: firstMonday,
      name: 'week (UTC, from Monday)',
      edge: 'Monday’s beginning',
    },
  ].find((period) => period.length === length && anchor === period.offset)
  if (known) return known
  const from = new Date(anchor * 1000).toISOString().replace('.000Z', 'Z')
  return { name: `${length} seconds (counted from ${from})`, edge: 'an edge' }
}

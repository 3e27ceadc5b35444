import { type Refusal, refuse } from '../errors/refuse.ts'
import type { Usage } from '../types.ts'
import type { Limits } from './limits.ts'

/** Charges one call, in the chain's order: per use, total, uses, per period. Counts only what is limited. */
export function chargeLimits({
  limits,
  usage,
  call,
  amount,
}: {
  limits: Limits
  /** Has entered the period that the call names, if there is a limit per period. */
  usage: Usage
  /** Index of the call in the batch. */
  call: bigint
  /** Token base units. */
  amount: bigint
}): Usage | Refusal {
  let { total, uses, period } = usage
  if (limits.perUse !== undefined && amount > limits.perUse) {
    return refuse('PerUseLimitExceeded', { call, found: amount, allowed: limits.perUse })
  }
  if (limits.total !== undefined) {
    const left = limits.total - total
    if (amount > left) return refuse('TotalLimitExceeded', { call, found: amount, allowed: left })
    total += amount
  }
  if (limits.uses !== undefined) {
    if (uses === limits.uses) {
      return refuse('UsesLimitExceeded', {
        call,
        found: BigInt(uses + 1),
        allowed: BigInt(limits.uses),
      })
    }
    uses += 1
  }
  if (limits.perPeriod !== undefined) {
    const { index, used } = period ?? { index: 0, used: 0n }
    const left = limits.perPeriod.amount - used
    if (amount > left) return refuse('PeriodLimitExceeded', { call, found: amount, allowed: left })
    period = { index, used: used + amount }
  }
  return { total, uses, ...(period ? { period } : {}) }
}

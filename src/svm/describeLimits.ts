import type { TokenMetadata } from '../types.ts'
import { describeAmount } from './describeToken.ts'
import type { Limits, PeriodLimit } from './limits.ts'
import { describePeriod } from './periods.ts'

/** Says limits in words, as the end of a sentence. */
export function describeLimits(limits: Limits, token?: TokenMetadata): string {
  const { perUse, perPeriod, total, uses } = limits
  const parts = [
    perUse !== undefined && `at most ${describeAmount(perUse, token)} each time`,
    perPeriod !== undefined && describePerPeriod(perPeriod, token),
    total !== undefined && `at most ${describeAmount(total, token)} in total`,
    uses !== undefined && (uses === 1 ? 'once' : `at most ${uses} times`),
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'without any limit' : parts.join(', ')
}

function describePerPeriod(limit: PeriodLimit, token: TokenMetadata | undefined): string {
  const { name, edge } = describePeriod(limit)
  return `at most ${describeAmount(limit.amount, token)} per ${name} and so, around ${edge}, up to twice that within moments`
}

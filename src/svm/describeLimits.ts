import type { TokenMetadata } from '../types.ts'
import { describeAmount } from './describeToken.ts'
import type { Limits } from './limits.ts'

/** Says limits in words, as the end of a sentence. */
export function describeLimits(limits: Limits, token?: TokenMetadata): string {
  const parts = [
    limits.perUse !== undefined && `at most ${describeAmount(limits.perUse, token)} per call`,
    limits.total !== undefined && `at most ${describeAmount(limits.total, token)} in total`,
    limits.uses !== undefined && (limits.uses === 1 ? 'once' : `at most ${limits.uses} times`),
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'without any limit' : parts.join(', ')
}

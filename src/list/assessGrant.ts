import type { Deployment } from '../deployment.ts'
import type { GrantState } from '../grant/getGrantState.ts'
import type { Grant } from '../grant/toGrant.ts'
import type { PeriodLimit } from '../svm/limits.ts'
import { findModule } from '../svm/modules.ts'
import type { GrantTerms, Usage } from '../types.ts'

/**
 * Pending: enabled, or known to the caller, but not usable yet. Active: usable now. Expired: over. Revoked: ended, for good. Used up:
 * no session has anything left, or nobody can pay.
 */
export type ListedStatus = 'pending' | 'active' | 'expired' | 'revoked' | 'usedUp'

/** What is left of a session's limits. A field that is missing is not limited. */
export type Remaining = {
  /** Token base units. */
  readonly total?: bigint
  readonly uses?: number
  /** Token base units of the period in which a moment lies, the one that was used last at the earliest. */
  readonly perPeriod?: bigint
}

/** Says what is left of each session, in the order of the sessions. An unknown module's limits are not known. */
export function listRemaining(
  { sessions }: Grant,
  { usages, deployment, now }: { usages: readonly Usage[]; deployment: Deployment; now: number },
): readonly Remaining[] {
  return sessions.map(({ module, data }, i) => {
    const limits = findModule(module, deployment)?.limitsOf(data) ?? {}
    const used: Usage = usages[i] ?? { total: 0n, uses: 0 }
    const { perPeriod } = limits
    return {
      ...(limits.total === undefined ? {} : { total: floor(limits.total - used.total) }),
      ...(perPeriod === undefined ? {} : { perPeriod: leftOf(perPeriod, { used, now }) }),
      ...(limits.uses === undefined ? {} : { uses: Math.max(limits.uses - used.uses, 0) }),
    }
  })
}

function leftOf(
  { amount, length, anchor }: PeriodLimit,
  { used: { period }, now }: { used: Usage; now: number },
): bigint {
  const isLater = period === undefined || Math.floor((now - anchor) / length) > period.index
  return isLater ? amount : floor(amount - period.used)
}

/** Says where a grant stands at a moment, in seconds since 1970. */
export function assessGrant({
  terms,
  state,
  remaining,
  now,
}: {
  readonly terms: GrantTerms
  readonly state: GrantState
  readonly remaining?: readonly Remaining[] | undefined
  readonly now: number
}): ListedStatus {
  if (state.status === 'revoked') return 'revoked'
  if (terms.validUntil !== 0 && now > terms.validUntil) return 'expired'
  if (state.status === 'never' || now < terms.validAfter) return 'pending'
  const nobodyPays = BigInt(terms.paymaster) === 0n && state.feeLeft === 0n
  return nobodyPays || remaining?.every(isSpent) ? 'usedUp' : 'active'
}

function isSpent({ total, uses }: Remaining): boolean {
  return total === 0n || uses === 0
}

function floor(value: bigint): bigint {
  return value < 0n ? 0n : value
}

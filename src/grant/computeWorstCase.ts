import { type Address, getAddress } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { isRefusal } from '../errors/refuse.ts'
import type { Limits, PeriodLimit } from '../svm/limits.ts'
import { findModule } from '../svm/modules.ts'
import type { Session } from '../types.ts'
import type { Grant } from './toGrant.ts'
import { intersectWindows, type Window } from './window.ts'

/** What all sessions together can do with one token at most, over the life of their grants. */
export type TokenWorstCase = {
  /** The zero address: native currency. */
  readonly token: Address
  /** Base units that others may be allowed to take; `undefined`: any amount. */
  readonly approved: bigint | undefined
  /** Base units that the key itself can move; `undefined`: any amount. */
  readonly moved: bigint | undefined
}

/** What grants allow at most, all of it together. */
export type WorstCase = {
  /** In the order in which the sessions name them. */
  readonly tokens: readonly TokenWorstCase[]
  /** Sessions whose effect is no amount of a token that they name; each stands for itself. */
  readonly uncounted: readonly { readonly grant: number; readonly session: number }[]
  /** Wei of fees that the account can be charged. */
  readonly fees: bigint
  /** Who may sponsor operations, and bill the account for them. */
  readonly paymasters: readonly Address[]
}

export type ComputeWorstCaseParameters = {
  /** Of one account: what may happen under them together. */
  readonly grants: readonly Grant[]
  readonly deployment?: Deployment | undefined
  /** Seconds since 1970; the clock of this machine by default. Grants without a first moment count from then on. */
  readonly now?: number | undefined
}

/**
 * Computes what grants allow at most, all of them and all their sessions together. Never too low: an approval counts in full even where
 * a swap spends what was approved, because an allowance from before may be spent as well. Pure but for the
 * clock, where it is not passed.
 *
 * @example
 * ```ts
 * const { tokens, fees } = computeWorstCase({ grants: [grant] })
 * const unlimited = tokens.filter(({ approved, moved }) => approved === undefined || moved === undefined)
 * ```
 */
export function computeWorstCase({
  grants,
  deployment = defaultDeployment,
  now = Math.floor(Date.now() / 1000),
}: ComputeWorstCaseParameters): WorstCase {
  const tokens = new Map<Address, TokenWorstCase>()
  const uncounted: { grant: number; session: number }[] = []
  grants.forEach(({ terms, sessions }, grant) => {
    sessions.forEach((one, session) => {
      const counted = count(one, { terms, deployment, now })
      if (counted === undefined) uncounted.push({ grant, session })
      else {
        const { token, most, name } = counted
        const before = tokens.get(token) ?? { token, approved: 0n, moved: 0n }
        const field = name === 'approve' ? 'approved' : 'moved'
        tokens.set(token, { ...before, [field]: add(before[field], most) })
      }
    })
  })
  const paymasters = grants.map(({ terms }) => terms.paymaster).filter((one) => BigInt(one) !== 0n)
  return {
    tokens: [...tokens.values()],
    uncounted,
    fees: grants.reduce((sum, { terms }) => sum + terms.feeBudget, 0n),
    paymasters: [...new Set(paymasters)],
  }
}

function count(
  { module: address, data, ...window }: Session,
  { terms, deployment, now }: { terms: Window; deployment: Deployment; now: number },
) {
  const module = findModule(address, deployment)
  const token = module?.countedTokenOf(data)
  const limits = module?.limitsOf(data)
  if (!module || !token || !limits) return undefined
  const most = mostOf(limits, { windows: [terms, window], now })
  return { name: module.name, token: getAddress(token), most }
}

/** Seconds by which the chain may be behind: just before the edge of a period it may still be in the one before. */
const clockSkew = 60

type Life = { readonly windows: readonly Window[]; readonly now: number }

/** The least that follows from the limits in these windows; `undefined`: nothing does. */
function mostOf({ perUse, perPeriod, total, uses }: Limits, life: Life): bigint | undefined {
  const byUses = perUse === undefined || uses === undefined ? undefined : perUse * BigInt(uses)
  const periods = perPeriod && countPeriods(perPeriod, life)
  const byPeriods = perPeriod && periods && perPeriod.amount * periods
  const bounds = [total, byUses, byPeriods].filter((bound) => bound !== undefined)
  return bounds.sort((a, b) => (a < b ? -1 : 1))[0]
}

/** How many periods begin, are on or end in all of these windows; `undefined`: without end. */
function countPeriods({ length, anchor }: PeriodLimit, { windows, now }: Life): bigint | undefined {
  const window = intersectWindows(windows)
  // What is never valid moves nothing.
  if (isRefusal(window)) return 0n
  if (window.validUntil === 0) return undefined
  const indexOf = (moment: number) => Math.floor((moment - anchor) / length)
  const first = Math.max(0, indexOf(window.validAfter === 0 ? now - clockSkew : window.validAfter))
  return BigInt(Math.max(0, indexOf(window.validUntil) - first + 1))
}

function add(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}

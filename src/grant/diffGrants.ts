import { formatEther, hexToNumber, isAddressEqual, size, sliceHex, zeroAddress } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { encodeLimits, type Limits, limitFlags, type PeriodLimit } from '../svm/limits.ts'
import { findModule } from '../svm/modules.ts'
import type { GrantTerms, Session, Tokens } from '../types.ts'
import { describeSession } from './describeSession.ts'
import { toDate } from './toDate.ts'
import type { Grant } from './toGrant.ts'
import type { Window } from './window.ts'

/** One thing in which two grants differ. */
export type GrantDifference = {
  readonly what: 'router' | 'key' | 'window' | 'fees' | 'paymaster' | 'permission' | 'limits'
  readonly sentence: string
  /** Index of the session: of the new grant where something is added, of the old one where something goes. */
  readonly session?: number
}

export type GrantDiff = {
  /** What the new grant allows that the old one does not. */
  readonly adds: readonly GrantDifference[]
  /** What the old grant allows that the new one does not. */
  readonly takesAway: readonly GrantDifference[]
}

export type DiffGrantsParameters = {
  readonly before: Grant
  readonly after: Grant
  readonly deployment?: Deployment | undefined
  /** Shown beside addresses; addresses are shown in any case. */
  readonly tokens?: Tokens | undefined
}

/**
 * Compares a grant with the one that is to take its place: what that adds, and what it takes away. What neither says is the same. Limits
 * of the new grant start from zero, whatever the old one has used. Pure.
 *
 * @example
 * ```ts
 * const { adds } = diffGrants({ before: grant, after: successor })
 * console.log(adds.map(({ sentence }) => sentence))
 * ```
 */
export function diffGrants({
  before,
  after,
  deployment = defaultDeployment,
  tokens,
}: DiffGrantsParameters): GrantDiff {
  const say = (session: Session) => describeSession({ session, deployment, tokens })
  const old = before.sessions.map((session, index) => ({ session, index }))
  const adds: GrantDifference[] = []
  const takesAway: GrantDifference[] = []
  const rest = after.sessions.flatMap((session, index) => {
    const same = old.findIndex((one) => isSameSession(one.session, session))
    if (same === -1) return [{ session, index }]
    old.splice(same, 1)
    return []
  })
  for (const { session, index } of rest) {
    const like = old.findIndex(
      (one) => ruleOf(one.session, deployment) === ruleOf(session, deployment),
    )
    const [partner] = like === -1 ? [] : old.splice(like, 1)
    const what = partner ? 'limits' : 'permission'
    const change = partner ? compareSessions(partner.session, session, deployment) : wider
    if (change.adds) adds.push({ what, session: index, sentence: `Allows: ${say(session)}` })
    if (change.takesAway && partner) {
      const { session: replaced, index: place } = partner
      takesAway.push({ what, session: place, sentence: `No longer allows: ${say(replaced)}` })
    }
  }
  for (const { session, index } of old) {
    takesAway.push({
      what: 'permission',
      session: index,
      sentence: `No longer allows: ${say(session)}`,
    })
  }
  const terms = compareTerms(before.terms, after.terms)
  return { adds: [...terms.adds, ...adds], takesAway: [...terms.takesAway, ...takesAway] }
}

type Change = { readonly adds: boolean; readonly takesAway: boolean }

const wider: Change = { adds: true, takesAway: false }

function isSameSession(a: Session, b: Session): boolean {
  return (
    isAddressEqual(a.module, b.module) &&
    a.data === b.data &&
    a.validAfter === b.validAfter &&
    a.validUntil === b.validUntil
  )
}

/** What a session allows, without its limits and its window: the module, its rule, and its own flags, which stand among those of the limits. */
function ruleOf({ module, data }: Session, deployment: Deployment): string {
  const limits = findModule(module, deployment)?.limitsOf(data)
  if (limits === undefined) return `${module}${data}`
  const end = size(data) - size(encodeLimits(limits))
  const own = hexToNumber(sliceHex(data, end, end + 1)) & ~limitFlags
  return `${module}${end === 0 ? '' : sliceHex(data, 0, end)} ${own}`
}

function compareSessions(before: Session, after: Session, deployment: Deployment): Change {
  const limits = (session: Session): Limits =>
    findModule(session.module, deployment)?.limitsOf(session.data) ?? {}
  const [a, b] = [limits(before), limits(after)]
  const names = ['perUse', 'total', 'uses'] as const
  const window = compareWindows(before, after)
  const periods = comparePeriods(a.perPeriod, b.perPeriod)
  const grows = names.some((name) => isMore(b[name], a[name]))
  const shrinks = names.some((name) => isMore(a[name], b[name]))
  return {
    adds: grows || periods.adds || window.adds,
    takesAway: shrinks || periods.takesAway || window.takesAway,
  }
}

/** Other periods may allow more at one time and less at another. */
function comparePeriods(before: PeriodLimit | undefined, after: PeriodLimit | undefined): Change {
  if (before && after && (before.length !== after.length || before.anchor !== after.anchor)) {
    return { adds: true, takesAway: true }
  }
  const [a, b] = [before?.amount, after?.amount]
  return { adds: isMore(b, a), takesAway: isMore(a, b) }
}

/** Whether the first limit allows more than the second; none allows most. */
function isMore(a: bigint | number | undefined, b: bigint | number | undefined): boolean {
  return b !== undefined && (a === undefined || a > b)
}

function compareWindows(before: Window, after: Window): Change {
  const end = ({ validUntil }: Window) => (validUntil === 0 ? Number.POSITIVE_INFINITY : validUntil)
  return {
    adds: after.validAfter < before.validAfter || end(after) > end(before),
    takesAway: after.validAfter > before.validAfter || end(after) < end(before),
  }
}

function compareTerms(before: GrantTerms, after: GrantTerms): GrantDiff {
  const adds: GrantDifference[] = []
  const takesAway: GrantDifference[] = []
  for (const what of ['router', 'key'] as const) {
    if (isAddressEqual(before[what], after[what])) continue
    const name = what === 'router' ? 'router' : 'session key'
    adds.push({ what, sentence: `Lets the ${name} ${after[what]} act.` })
    takesAway.push({ what, sentence: `No longer lets the ${name} ${before[what]} act.` })
  }
  const window = compareWindows(before, after)
  const times = `Was ${sayWindow(before)}; becomes ${sayWindow(after)}.`
  if (window.adds) adds.push({ what: 'window', sentence: times })
  if (window.takesAway) takesAway.push({ what: 'window', sentence: times })
  if (before.feeBudget !== after.feeBudget) {
    const sentence = `Fees of the account’s own: was ${formatEther(before.feeBudget)}, becomes ${formatEther(after.feeBudget)}.`
    const list = after.feeBudget > before.feeBudget ? adds : takesAway
    list.push({ what: 'fees', sentence })
  }
  if (!isAddressEqual(before.paymaster, after.paymaster)) {
    const [old, next] = [before.paymaster, after.paymaster]
    const what = 'paymaster'
    if (next !== zeroAddress)
      adds.push({ what, sentence: `The paymaster ${next} may bill the account.` })
    if (old !== zeroAddress)
      takesAway.push({ what, sentence: `The paymaster ${old} may bill the account no more.` })
  }
  return { adds, takesAway }
}

function sayWindow({ validAfter, validUntil }: Window): string {
  const from = validAfter === 0 ? 'valid at once' : `valid from ${toDate(validAfter)}`
  return `${from} ${validUntil === 0 ? 'without an end' : `until ${toDate(validUntil)}`}`
}

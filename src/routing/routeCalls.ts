import { type Address, getAddress } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'
import { listEntryTargets } from '../grant/listForbiddenTargets.ts'
import type { Grant } from '../grant/toGrant.ts'
import { intersectWindows, type Window } from '../grant/window.ts'
import type { BatchCall, Call, Usage } from '../types.ts'
import { maxCalls, toBatchCalls } from './batch.ts'
import { type Candidate, createSessionIndex } from './createSessionIndex.ts'
import type { Route } from './routing.ts'

export type RouteCallsParameters = {
  readonly account: Address
  readonly grant: Grant
  readonly calls: readonly Call[]
  readonly deployment?: Deployment | undefined
  /** What each session of the grant has used, as `getUsages` reads it; nothing by default. */
  readonly usages?: readonly Usage[] | undefined
  /**
   * Seconds since 1970. Where several sessions allow a call, one that is valid at this moment goes first. It refuses
   * nothing: what is too early or too late, the chain's clock decides.
   */
  readonly now?: number | undefined
}

/** Whether a session covers a call, and if not, why. */
export type CallVerdict =
  | { readonly allowed: true; readonly call: number; readonly session: number }
  | {
      readonly allowed: false
      readonly call: number
      /** The session that comes closest; none if no session is for this target and function. */
      readonly session?: number
      readonly reason: Refusal
    }

export type RouteCallsReturnType = {
  /** Whether every call is covered and nothing speaks against the batch as a whole. */
  readonly covered: boolean
  /** Which session covers which of the allowed calls, in the order of the tree. */
  readonly routes: readonly Route[]
  /** One for each call, in the order of the batch. */
  readonly verdicts: readonly CallVerdict[]
  /** Why the batch as a whole is refused, if it is. */
  readonly refusal?: Refusal
  /** Seconds: when the routed batch may run, as far as the windows of grant and sessions say. */
  readonly window: Window
}

/**
 * Finds for each call of a batch the session that covers it: the first in the order of the tree that allows the call after the
 * calls before it. Pure: the same input always gives the same routes.
 *
 * @throws BatchFormatError, viem's InvalidAddressError if a call is malformed. A call that no session covers is a verdict.
 */
export function routeCalls(parameters: RouteCallsParameters): RouteCallsReturnType {
  const { grant, deployment = defaultDeployment, now } = parameters
  const account = getAddress(parameters.account)
  const calls = toBatchCalls(parameters.calls)
  const forbidden = new Set([
    account,
    ...listEntryTargets({ ...deployment, router: grant.terms.router }),
  ])
  const findCandidates = createSessionIndex({ grant, deployment, now })
  const usages = grant.sessions.map((_, i) => parameters.usages?.[i] ?? unused)

  const routed = calls.map((call) =>
    forbidden.has(call.target)
      ? refuseCall(call, refuseTarget(call))
      : routeCall({ account, call, usages, candidates: findCandidates(call) }),
  )
  const verdicts = refuseUsedModules({ calls, verdicts: routed, grant })
  const routes = toRoutes(verdicts)
  const window = intersectWindows([
    grant.terms,
    ...routes.flatMap(({ session }) => grant.sessions[session] ?? []),
  ])
  const refusal = refuseBatch(calls.length) ?? (isRefusal(window) ? window : undefined)
  return {
    covered: refusal === undefined && verdicts.every(({ allowed }) => allowed),
    routes,
    verdicts,
    ...(refusal ? { refusal } : {}),
    window: isRefusal(window) ? grant.terms : window,
  }
}

const unused: Usage = { total: 0n, uses: 0 }

function refuseBatch(calls: number): Refusal | undefined {
  if (calls === 0) return refuse('BatchEmpty', {})
  if (calls <= maxCalls) return undefined
  return refuse('BatchTooLong', { found: BigInt(calls), allowed: BigInt(maxCalls) })
}

/** Charges the session that it chooses: `usages` counts along the batch. */
function routeCall({
  account,
  call,
  usages,
  candidates,
}: {
  account: Address
  call: BatchCall
  usages: Usage[]
  candidates: readonly Candidate[]
}): CallVerdict {
  const refused: { session: number; reason: Refusal }[] = []
  for (const { session, module, data } of candidates) {
    const verdict = module.check({ account, data, call, usage: usages[session] })
    if (verdict.allowed) {
      usages[session] = verdict.usage
      return { allowed: true, call: call.index, session }
    }
    refused.push({ session, reason: verdict.reason })
  }
  // A session that refuses by its limit alone is closer than one whose rule is broken.
  const closest = refused.find(({ reason }) => isLimit(reason)) ?? refused[0]
  if (closest === undefined) {
    return refuseCall(call, refuse('CallNotRouted', { index: BigInt(call.index) }))
  }
  return { allowed: false, call: call.index, ...closest }
}

function isLimit({ errorName }: Refusal): boolean {
  return (
    errorName === 'PerUseLimitExceeded' ||
    errorName === 'TotalLimitExceeded' ||
    errorName === 'UsesLimitExceeded'
  )
}

function refuseCall(call: BatchCall, reason: Refusal): CallVerdict {
  return { allowed: false, call: call.index, reason }
}

function refuseTarget({ index, target }: BatchCall): Refusal {
  return refuse('TargetForbidden', { call: BigInt(index), target })
}

/** Routers refuse the modules that this very operation uses as targets. */
function refuseUsedModules({
  calls,
  verdicts,
  grant,
}: {
  calls: readonly BatchCall[]
  verdicts: readonly CallVerdict[]
  grant: Grant
}): readonly CallVerdict[] {
  const used = new Set(
    verdicts.map((verdict) => verdict.allowed && grant.sessions[verdict.session]?.module),
  )
  return verdicts.map((verdict, i) => {
    const call = calls[i]
    return call && used.has(call.target) ? refuseCall(call, refuseTarget(call)) : verdict
  })
}

function toRoutes(verdicts: readonly CallVerdict[]): readonly Route[] {
  const calls = new Map<number, number[]>()
  for (const verdict of verdicts) {
    if (!verdict.allowed) continue
    calls.set(verdict.session, [...(calls.get(verdict.session) ?? []), verdict.call])
  }
  return [...calls]
    .map(([session, covered]) => ({ session, calls: covered }))
    .sort((a, b) => a.session - b.session)
}

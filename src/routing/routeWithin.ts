import type { Address } from 'viem'
import type { Deployment } from '../deployment.ts'
import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'
import type { OwnerApproval } from '../grant/approval.ts'
import { listEntryTargets } from '../grant/listForbiddenTargets.ts'
import { intersectWindows, type Window } from '../grant/window.ts'
import type { ProvenSet } from '../svm/defineModule.ts'
import { findModule } from '../svm/modules.ts'
import type { BatchCall, Usage } from '../types.ts'
import { maxCalls } from './batch.ts'
import { type ChooseSessions, findCandidates, type IndexedGrant } from './createSessionIndex.ts'
import { maxEnablingSessions } from './decodeSessions.ts'
import type { GrantRoutes } from './encodeRouting.ts'
import { refuseCall, routeCall, type Usages } from './routeCall.ts'
import type { CallVerdict, RouteCallsReturnType } from './routeCalls.ts'
import type { Route } from './routing.ts'

/** A grant that calls may be routed to. */
export type UsableGrant = IndexedGrant & {
  readonly usages?: readonly Usage[] | undefined
  /** If the operation is to enable it. */
  readonly approval?: OwnerApproval | undefined
}

export type RouteWithinParameters = {
  readonly account: Address
  readonly calls: readonly BatchCall[]
  readonly grants: readonly UsableGrant[]
  readonly deployment: Deployment
  /** Seconds since 1970. */
  readonly now: number | undefined
  readonly sets: readonly ProvenSet[]
  readonly chooseSessions: ChooseSessions | undefined
}

/** Routes a batch through grants, each call to the session with the fewest rights left that allows it. */
export function routeWithin({
  account,
  calls,
  grants,
  deployment,
  now,
  sets,
  chooseSessions: choose,
}: RouteWithinParameters): RouteCallsReturnType {
  const router = grants[0]?.grant.terms.router ?? deployment.router
  const forbidden = new Set([account, ...listEntryTargets({ ...deployment, router })])
  const usages: Usages = new Map(
    grants.map(({ index, usages }) => [index, { before: usages, now: new Map() }]),
  )
  const routed = calls.map((call) =>
    forbidden.has(call.target)
      ? refuseCall(call, refuseTarget(call))
      : routeCall({
          ...{ account, call, usages, sets },
          candidates: findCandidates(call, { grants, usages, now, choose }),
        }),
  )
  const used = grants
    .map((grant) => ({ ...grant, routes: toRoutes(routed, grant.index) }))
    .filter(({ routes }) => routes.length > 0)
  const checked = refuseWholeSessions({ account, calls, deployment, verdicts: routed, used })
  const verdicts = refuseUsedModules({ calls, verdicts: checked, used })
  const approval = used.find((grant) => grant.approval !== undefined)?.approval
  const window = intersectWindows([
    ...listWindows(used.length === 0 ? grants : used),
    ...verdicts.flatMap((verdict) => (verdict.allowed && verdict.window) || []),
  ])
  const refusal = refuseBatch(calls, used) ?? (isRefusal(window) ? window : undefined)
  return {
    covered: refusal === undefined && verdicts.every(({ allowed }) => allowed),
    grants: used.map(({ grant, routes }) => ({ grant, routes })),
    ...(approval ? { approval } : {}),
    verdicts,
    ...(refusal ? { refusal } : {}),
    window: isRefusal(window) ? always : window,
  }
}

const always: Window = { validAfter: 0, validUntil: 0 }

type UsedGrant = UsableGrant & Pick<GrantRoutes, 'routes'>

function listWindows(grants: readonly (UsableGrant & Partial<UsedGrant>)[]) {
  return grants.flatMap(({ grant, routes = [], approval }) => [
    ...(approval ? [{ validAfter: 0, validUntil: approval.deadline }] : []),
    grant.terms,
    ...routes.flatMap(({ session }) => grant.sessions[session] ?? []),
  ])
}

function refuseBatch(
  { length }: readonly BatchCall[],
  used: readonly UsedGrant[],
): Refusal | undefined {
  if (length === 0) return refuse('BatchEmpty', {})
  if (length > maxCalls) {
    return refuse('BatchTooLong', { found: BigInt(length), allowed: BigInt(maxCalls) })
  }
  const enabled = used.find(({ approval }) => approval !== undefined)
  const found = enabled?.grant.sessions.length ?? 0
  if (found <= maxEnablingSessions) return undefined
  const allowed = BigInt(maxEnablingSessions)
  return refuse('EnablingSessionsTooMany', { found: BigInt(found), allowed })
}

function refuseTarget({ index, target }: BatchCall): Refusal {
  return refuse('TargetForbidden', { call: BigInt(index), target })
}

/** What a session asks of all its calls together, such as that nothing is left to spend in the end. */
function refuseWholeSessions({
  account,
  calls,
  deployment,
  verdicts,
  used,
}: {
  account: Address
  calls: readonly BatchCall[]
  deployment: Deployment
  verdicts: readonly CallVerdict[]
  used: readonly UsedGrant[]
}): readonly CallVerdict[] {
  const refused = new Map<number, CallVerdict>()
  for (const { index, grant, routes, usages } of used) {
    for (const { session, calls: covered, callSpecificData = {} } of routes) {
      const { module, data } = grant.sessions[session] ?? {}
      const asked = covered.flatMap((place) => {
        const call = calls[place]
        return call ? [{ ...call, callSpecificData: callSpecificData[place] ?? '0x' }] : []
      })
      const twin = module && findModule(module, deployment)
      if (!twin?.checksEnd) continue
      const usage = usages?.[session]
      const answer = data && twin.checkCalls({ account, data, calls: asked, usage })
      if (!answer || answer.allowed) continue
      const call = covered[answer.place] ?? 0
      refused.set(call, { allowed: false, call, grant: index, session, reason: answer.reason })
    }
  }
  return verdicts.map((verdict) => refused.get(verdict.call) ?? verdict)
}

/** Routers refuse the modules of all sessions that this very operation carries as targets. */
function refuseUsedModules({
  calls,
  verdicts,
  used,
}: {
  calls: readonly BatchCall[]
  verdicts: readonly CallVerdict[]
  used: readonly UsedGrant[]
}): readonly CallVerdict[] {
  const carried = used.flatMap(({ grant, routes, approval }) =>
    approval ? grant.sessions : routes.flatMap(({ session }) => grant.sessions[session] ?? []),
  )
  const modules = new Set(carried.map(({ module }) => module))
  return verdicts.map((verdict, i) => {
    const call = calls[i]
    return call && modules.has(call.target) ? refuseCall(call, refuseTarget(call)) : verdict
  })
}

function toRoutes(verdicts: readonly CallVerdict[], grant: number): readonly Route[] {
  const calls = new Map<number, Extract<CallVerdict, { allowed: true }>[]>()
  for (const verdict of verdicts) {
    if (!verdict.allowed || verdict.grant !== grant) continue
    calls.set(verdict.session, [...(calls.get(verdict.session) ?? []), verdict])
  }
  return [...calls]
    .map(([session, covered]) => {
      const named = covered.flatMap(({ call, callSpecificData }) =>
        callSpecificData === undefined ? [] : [[call, callSpecificData] as const],
      )
      return {
        ...{ session, calls: covered.map(({ call }) => call) },
        ...(named.length === 0 ? {} : { callSpecificData: Object.fromEntries(named) }),
      }
    })
    .sort((a, b) => a.session - b.session)
}

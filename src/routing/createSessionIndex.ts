import type { Hex } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { Grant } from '../grant/toGrant.ts'
import type { Window } from '../grant/window.ts'
import { selectorOf } from '../svm/callReader.ts'
import type { AnySessionModule } from '../svm/defineModule.ts'
import type { Limits } from '../svm/limits.ts'
import { findModule } from '../svm/modules.ts'
import type { BatchCall, Usage } from '../types.ts'
import { compareRights, type SessionOption } from './rankSessions.ts'
import type { Usages } from './routeCall.ts'

/** A session that might cover a call, with the module that judges it. */
export type Candidate = {
  /** Index of the session in the grant. */
  readonly session: number
  readonly module: AnySessionModule
  readonly data: Hex
  readonly window: Window
  readonly limits: Limits
  /** How many functions of how many targets it is for. */
  readonly functions: number
}

/** Puts the sessions that might cover a call in the order in which they are to be tried; those that it leaves out are not. */
export type ChooseSessions = (
  options: readonly SessionOption[],
  call: BatchCall,
) => readonly SessionOption[]

/** The sessions of a grant by what they are for, those with the fewest rights first, and among equals in the order of the tree. */
export type SessionIndex = {
  readonly byTarget: ReadonlyMap<string, readonly Candidate[]>
  /** By target and selector. */
  readonly bySelector: ReadonlyMap<string, readonly Candidate[]>
}

const indexes = new WeakMap<Grant['sessions'], Map<string, SessionIndex>>()

/**
 * Indexes the sessions of a grant by target and selector, once for each set of modules. Sessions of unknown modules cover nothing: nobody
 * here could say what they allow.
 */
export function createSessionIndex({
  grant: { sessions },
  deployment,
}: {
  grant: Pick<Grant, 'sessions'>
  deployment: Deployment
}): SessionIndex {
  const name = Object.values(deployment.modules).join()
  const known = indexes.get(sessions)?.get(name)
  if (known) return known
  const index = makeIndex(sessions, deployment)
  // Of a list that somebody may still change, nothing is kept.
  if (Object.isFrozen(sessions) && sessions.every(Object.isFrozen)) {
    indexes.set(sessions, (indexes.get(sessions) ?? new Map()).set(name, index))
  }
  return index
}

function makeIndex(sessions: Grant['sessions'], deployment: Deployment): SessionIndex {
  const byTarget = new Map<string, Candidate[]>()
  const bySelector = new Map<string, Candidate[]>()
  sessions.forEach(({ module: address, data, ...window }, session) => {
    const module = findModule(address, deployment)
    const entries = module?.entriesOf(data) ?? []
    if (!module || entries.length === 0) return
    const limits = module.limitsOf(data) ?? {}
    const candidate = { session, module, data, window, limits, functions: entries.length }
    for (const target of new Set(entries.map(({ target }) => target))) {
      push(byTarget, target, candidate)
    }
    for (const { target, selector } of entries) push(bySelector, `${target}${selector}`, candidate)
  })
  for (const list of [...byTarget.values(), ...bySelector.values()]) {
    list.sort((a, b) => compareRights({ ...a, grant: 0 }, { ...b, grant: 0 }))
  }
  return { byTarget, bySelector }
}

/** A grant that may be drawn on. */
export type IndexedGrant = {
  readonly grant: Grant
  /** Its place among those that the caller has. */
  readonly index: number
  readonly sessions: SessionIndex
}

/** A session that might cover a call of an operation. */
export type RankedCandidate = Candidate & {
  readonly grant: number
  readonly usage: Usage | undefined
  /** Whether grant and session are valid now. */
  readonly due: boolean
  /** Seconds since 1970: when the session may be used at the earliest, and not before now. */
  readonly moment: number | undefined
}

/**
 * Lists the sessions that might cover a call, in the order in which they are to be tried: by grant, in each those first that are valid now, and
 * of those the ones with the fewest rights left. Where none fits target and selector, those that are for the target at all, so that a
 * refusal can say what is wrong.
 */
export function findCandidates(
  call: BatchCall,
  {
    grants,
    usages,
    now,
    choose,
  }: {
    grants: readonly IndexedGrant[]
    usages: Usages
    now: number | undefined
    choose: ChooseSessions | undefined
  },
): readonly RankedCandidate[] {
  const list = (of: (sessions: SessionIndex) => readonly Candidate[] | undefined) =>
    grants.flatMap(({ grant: { terms }, index, sessions }) => {
      const used = usages.get(index)
      const found = (of(sessions) ?? []).map((candidate) => ({
        ...candidate,
        grant: index,
        usage: used?.now.get(candidate.session) ?? used?.before?.[candidate.session],
        due: isDue(terms, now) && isDue(candidate.window, now),
        moment:
          now === undefined
            ? undefined
            : Math.max(now, terms.validAfter, candidate.window.validAfter),
      }))
      // The index has put them in order as long as nothing is used.
      return found.some(({ usage }) => usage) ? found.sort(compareRights) : found
    })
  const fitting = list(({ bySelector }) => bySelector.get(`${call.target}${selectorOf(call)}`))
  const found = fitting.length > 0 ? fitting : list(({ byTarget }) => byTarget.get(call.target))
  const ranked = [...found.filter(({ due }) => due), ...found.filter(({ due }) => !due)]
  if (!choose) return ranked
  return choose(ranked.map(toOption), call).flatMap(
    ({ grant, session }) =>
      ranked.find((one) => one.grant === grant && one.session === session) ?? [],
  )
}

const toOption = ({
  grant,
  session,
  functions,
  limits,
  usage,
}: RankedCandidate): SessionOption => ({
  ...{ grant, session, functions, limits },
  ...(usage ? { usage } : {}),
})

/** Whether a moment lies in a window; without a moment it does. */
export function isDue({ validAfter, validUntil }: Window, now: number | undefined): boolean {
  return now === undefined || (validAfter <= now && (validUntil === 0 || now <= validUntil))
}

function push(index: Map<string, Candidate[]>, key: string, candidate: Candidate) {
  const list = index.get(key)
  if (list) list.push(candidate)
  else index.set(key, [candidate])
}

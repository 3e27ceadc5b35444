import type { Address, Hex } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { Grant } from '../grant/toGrant.ts'
import type { Window } from '../grant/window.ts'
import { selectorOf } from '../svm/callReader.ts'
import type { AnySessionModule } from '../svm/defineModule.ts'
import { findModule } from '../svm/modules.ts'
import type { BatchCall } from '../types.ts'

/** A session that might cover a call, with the module that judges it. */
export type Candidate = {
  /** Index of the grant among those that the caller has. */
  readonly grant: number
  /** Index of the session in the grant. */
  readonly session: number
  readonly module: AnySessionModule
  readonly data: Hex
  /** The one contract that the session is for. */
  readonly target: Address
  /** Whether grant and session are valid now. */
  readonly due: boolean
}

/**
 * Lists the sessions of a grant that might cover a call. Sessions of unknown modules cover nothing: nobody here could say what
 * they allow.
 */
export function listCandidates({
  grant,
  index,
  deployment,
  now,
}: {
  grant: Grant
  index: number
  deployment: Deployment
  now?: number | undefined
}): readonly Candidate[] {
  return grant.sessions.flatMap(({ module: address, data, ...window }, session) => {
    const module = findModule(address, deployment)
    const target = module?.targetOf(data)
    if (!module || !target) return []
    const due = isDue(grant.terms, now) && isDue(window, now)
    return [{ grant: index, session, module, data, target, due }]
  })
}

/**
 * Indexes sessions by target and selector. The function that is returned lists the sessions that might cover a call, in the
 * order in which they are to be tried; where none fits both, those that are for the target at all, so that a refusal can say
 * what is wrong.
 */
export function createSessionIndex(
  candidates: readonly Candidate[],
): (call: BatchCall) => readonly Candidate[] {
  const byTarget = new Map<string, Candidate[]>()
  const bySelector = new Map<string, Candidate[]>()
  const inTurn = [...candidates.filter(({ due }) => due), ...candidates.filter(({ due }) => !due)]
  for (const candidate of inTurn) {
    push(byTarget, candidate.target, candidate)
    push(bySelector, `${candidate.target}${candidate.module.selector}`, candidate)
  }
  return (call) =>
    bySelector.get(`${call.target}${selectorOf(call)}`) ?? byTarget.get(call.target) ?? []
}

/** Whether a moment lies in a window; without a moment it does. */
export function isDue({ validAfter, validUntil }: Window, now: number | undefined): boolean {
  return now === undefined || (validAfter <= now && (validUntil === 0 || now <= validUntil))
}

function push(index: Map<string, Candidate[]>, key: string, candidate: Candidate) {
  const list = index.get(key)
  if (list) list.push(candidate)
  else index.set(key, [candidate])
}

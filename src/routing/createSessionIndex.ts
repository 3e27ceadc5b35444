import type { Hex } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { Grant } from '../grant/toGrant.ts'
import { selectorOf } from '../svm/callReader.ts'
import type { AnySessionModule } from '../svm/defineModule.ts'
import { findModule } from '../svm/modules.ts'
import type { BatchCall } from '../types.ts'

/** A session that might cover a call, with the module that judges it. */
export type Candidate = {
  /** Index of the session in the grant. */
  readonly session: number
  readonly module: AnySessionModule
  readonly data: Hex
}

/**
 * Indexes a grant's sessions by target and selector. The function that is returned lists the sessions that might cover a call,
 * in the order in which they are to be tried; where none fits both, those that are for the target at all, so that a refusal
 * can say what is wrong.
 *
 * Sessions of unknown modules cover nothing: nobody here could say what they allow.
 */
export function createSessionIndex({
  grant,
  deployment,
  now,
}: {
  grant: Grant
  deployment: Deployment
  now?: number | undefined
}): (call: BatchCall) => readonly Candidate[] {
  const byTarget = new Map<string, Candidate[]>()
  const bySelector = new Map<string, Candidate[]>()
  grant.sessions.forEach(({ module: address, data }, session) => {
    const module = findModule(address, deployment)
    const target = module?.targetOf(data)
    if (!module || !target) return
    const candidate = { session, module, data }
    push(byTarget, target, candidate)
    push(bySelector, `${target}${module.selector}`, candidate)
  })
  const isDue = ({ session }: Candidate) => {
    const { validAfter = 0, validUntil = 0 } = grant.sessions[session] ?? {}
    return now === undefined || (validAfter <= now && (validUntil === 0 || now <= validUntil))
  }
  return (call) => {
    const fitting = bySelector.get(`${call.target}${selectorOf(call)}`)
    const candidates = fitting ?? byTarget.get(call.target) ?? []
    return [...candidates.filter(isDue), ...candidates.filter((candidate) => !isDue(candidate))]
  }
}

function push(index: Map<string, Candidate[]>, key: string, candidate: Candidate) {
  const list = index.get(key)
  if (list) list.push(candidate)
  else index.set(key, [candidate])
}

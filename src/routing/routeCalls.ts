import { type Address, getAddress, type Hex } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { Refusal } from '../errors/refuse.ts'
import type { OwnerApproval } from '../grant/approval.ts'
import type { Grant } from '../grant/toGrant.ts'
import type { Window } from '../grant/window.ts'
import type { ProvenSet } from '../svm/defineModule.ts'
import type { Call, Usage } from '../types.ts'
import { toBatchCalls } from './batch.ts'
import { type ChooseSessions, createSessionIndex, isDue } from './createSessionIndex.ts'
import type { GrantRoutes } from './encodeRouting.ts'
import { listSubsets } from './listSubsets.ts'
import { requireChoice } from './requireChoice.ts'
import { routeWithin } from './routeWithin.ts'

type OneGrant = {
  readonly grant: Grant
  /** What each session of the grant has used, as `getUsages` reads it; nothing by default. */
  readonly usages?: readonly Usage[] | undefined
}

type SeveralGrants = {
  /** Of one session key; the ones to use first go first. At most 8. */
  readonly grants: readonly Grant[]
  /** What each session of each grant has used, in the order of the grants. */
  readonly usages?: readonly (readonly Usage[])[] | undefined
}

export type RouteCallsParameters = (OneGrant | SeveralGrants) & {
  readonly account: Address
  readonly calls: readonly Call[]
  /** The owner's approval of the grant, or of the first one, if the operation is to enable it. */
  readonly approval?: OwnerApproval | undefined
  readonly deployment?: Deployment | undefined
  /**
   * Seconds since 1970. Where several sessions allow a call, one that is valid at this moment goes first. It refuses
   * nothing: what is too early or too late, the chain's clock decides. Sessions with a limit per period need it: the operation
   * names the period of this moment, and is valid in that period alone.
   */
  readonly now?: number | undefined
  /** The sets, as `toMemberSet` makes them, whose members rules with `memberOf` allow: a session holds their roots alone. */
  readonly sets?: readonly ProvenSet[] | undefined
  /** Which sessions to try for a call, and in which order; by default those of a grant with the fewest rights left go first. */
  readonly chooseSessions?: ChooseSessions | undefined
}

/** Whether a session covers a call, and if not, why. */
export type CallVerdict =
  | {
      readonly allowed: true
      readonly call: number
      /** Index of the grant among those passed. */
      readonly grant: number
      readonly session: number
      /** What the session key signs beside the call: the period, if the session has a limit per period, and proofs. */
      readonly callSpecificData?: Hex
      /** Seconds: that period. */
      readonly window?: Window
    }
  | {
      readonly allowed: false
      readonly call: number
      /** The grant and the session that come closest; none if no session is for this target and function. */
      readonly grant?: number
      readonly session?: number
      readonly reason: Refusal
    }

export type RouteCallsReturnType = {
  /** Whether every call is covered and nothing speaks against the batch as a whole. */
  readonly covered: boolean
  /** The grants that serve a call, in the order in which they were passed, with their routes in the order of the tree. */
  readonly grants: readonly GrantRoutes[]
  /** The approval that was passed, if the grant that it is for serves a call. */
  readonly approval?: OwnerApproval
  /** One for each call, in the order of the batch. */
  readonly verdicts: readonly CallVerdict[]
  /** Why the batch as a whole is refused, if it is. */
  readonly refusal?: Refusal
  /** Seconds: when the routed batch may run, as far as the windows of grants, sessions and approval say. */
  readonly window: Window
}

/**
 * Finds for each call of a batch the session that covers it: in the first grant that has one, of the sessions that allow the call after the calls
 * before it, the one with the fewest rights left. Uses as few grants as it can. Pure: the same input always gives the same routes.
 *
 * @throws RouteError if the grants do not belong together or are too many; BatchFormatError, viem's InvalidAddressError if a call
 * is malformed. A call that no session covers is a verdict.
 *
 * @example
 * ```ts
 * const { covered, grants } = routeCalls({ account: account.address, grant, calls })
 * if (covered) console.log(encodeRouting({ grants }))
 * ```
 */
export function routeCalls(parameters: RouteCallsParameters): RouteCallsReturnType {
  const { deployment = defaultDeployment, now, approval, sets = [], chooseSessions } = parameters
  const account = getAddress(parameters.account)
  const calls = toBatchCalls(parameters.calls)
  const list = listGrants(parameters)
  requireChoice(list.map(({ grant }) => grant))
  const grants = list.map(({ grant, usages }, index) => ({
    ...{ grant, usages, index, approval: index === 0 ? approval : undefined },
    sessions: createSessionIndex({ grant, deployment }),
  }))
  const shared = { account, calls, deployment, now, sets, chooseSessions }
  let later: RouteCallsReturnType | undefined
  for (const some of listSubsets(grants)) {
    const routed = routeWithin({ ...shared, grants: some })
    if (!routed.covered) continue
    if (isDue(routed.window, now)) return routed
    later ??= routed
  }
  return later ?? routeWithin({ ...shared, grants })
}

function listGrants(parameters: OneGrant | SeveralGrants) {
  if (!('grants' in parameters)) return [parameters]
  const { grants, usages } = parameters
  return grants.map((grant, i) => ({ grant, usages: usages?.[i] }))
}

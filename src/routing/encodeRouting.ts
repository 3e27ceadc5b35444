import type { Hex } from 'viem'
import type { OwnerApproval } from '../grant/approval.ts'
import type { Grant } from '../grant/toGrant.ts'
import { proveLeaves } from '../grant/tree.ts'
import { treeOf } from '../grant/treeOf.ts'
import { RouteError } from './RouteError.ts'
import { requireTogether } from './requireTogether.ts'
import type { Route, RoutedGrant, RoutedSession, Routing } from './routing.ts'
import { writeRouting } from './writeRouting.ts'

/** A grant, and which of its sessions cover which calls. */
export type GrantRoutes = { readonly grant: Grant; readonly routes: readonly Route[] }

export type EncodeRoutingParameters =
  | GrantRoutes
  | {
      /** Grants of one session key. */
      readonly grants: readonly GrantRoutes[]
      /** The owner's approval of the first grant, which the operation is to enable. */
      readonly approval?: OwnerApproval | undefined
    }

/**
 * Encodes which session of which grant covers which call: the part of the batch signature before the signature itself.
 *
 * @throws RouteError if a route names no session of its grant, the grants do not belong together, or the whole does not fit the format.
 *
 * @example
 * ```ts
 * const { grants } = routeCalls({ account: account.address, grant, calls })
 * const routing = encodeRouting({ grants })
 * ```
 */
export function encodeRouting(parameters: EncodeRoutingParameters): Hex {
  return writeRouting(buildRouting(parameters))
}

/** Puts together what an operation carries of its grants. Routes may stand in any order. */
export function buildRouting(parameters: EncodeRoutingParameters): Routing {
  const { grants, approval } =
    'grants' in parameters ? parameters : { grants: [parameters], approval: undefined }
  const { key, keyType } = requireTogether(grants.map(({ grant }) => grant))
  return {
    ...{ key, keyType },
    grants: grants.map((one, i) =>
      buildGrant(i === 0 && approval !== undefined ? listAll(one) : one),
    ),
    ...(approval === undefined ? {} : { approval }),
  }
}

/** Adds the sessions that serve no call: a grant that is being enabled lists all. */
function listAll({ grant, routes }: GrantRoutes): GrantRoutes {
  const all = grant.sessions.map(
    (_, session) => routes.find((route) => route.session === session) ?? { session, calls: [] },
  )
  return { grant, routes: all }
}

function buildGrant({ grant, routes }: GrantRoutes): RoutedGrant {
  const inTreeOrder = [...routes].sort((a, b) => a.session - b.session)
  const sessions = inTreeOrder.map((route) => buildSession(grant, route))
  const indices = inTreeOrder.map(({ session }) => session)
  return { terms: grant.terms, sessions, proof: proveLeaves(treeOf(grant), indices) }
}

function buildSession(
  grant: Grant,
  { session, calls, callSpecificData = {} }: Route,
): RoutedSession {
  const found = grant.sessions[session]
  if (!found) throw new RouteError(`The grant has no session ${session}.`)
  const entries = calls.map((index) => ({
    index,
    callSpecificData: callSpecificData[index] ?? '0x',
  }))
  return { ...found, calls: entries }
}

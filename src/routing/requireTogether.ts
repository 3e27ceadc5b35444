import type { Grant } from '../grant/toGrant.ts'
import type { GrantTerms } from '../types.ts'
import { RouteError } from './RouteError.ts'

/**
 * Refuses grants that one operation cannot use: of several keys or routers, or one twice. Returns what they share.
 *
 * @throws RouteError
 */
export function requireTogether(
  grants: readonly Grant[],
): Pick<GrantTerms, 'key' | 'keyType' | 'router'> {
  const first = grants[0]?.terms
  if (!first) throw new RouteError('An operation needs at least one grant.')
  for (const { id, terms } of grants) {
    if (terms.key !== first.key || terms.keyType !== first.keyType) {
      throw new RouteError('The grants name several session keys; an operation is signed by one.')
    }
    if (terms.router !== first.router) {
      throw new RouteError('The grants name several routers; an operation is judged by one.')
    }
    if (grants.filter((other) => other.id === id).length > 1) {
      throw new RouteError(`The grant ${id} stands there twice.`)
    }
  }
  return first
}

import type { Grant } from '../grant/toGrant.ts'
import { RouteError } from './RouteError.ts'
import { requireTogether } from './requireTogether.ts'

/** Every choice among the grants is tried, so there cannot be many. */
const maxGrants = 8

/**
 * Refuses grants among which no choice can be made: such as do not belong together, or are too many. Returns what they share.
 *
 * @throws RouteError
 */
export function requireChoice(grants: readonly Grant[]): ReturnType<typeof requireTogether> {
  const shared = requireTogether(grants)
  if (grants.length <= maxGrants) return shared
  throw new RouteError(`${grants.length} grants are too many to choose from: at most ${maxGrants}.`)
}

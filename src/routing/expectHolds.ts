import type { Refusal } from '../errors/refuse.ts'
import { RoutingFormatError } from './RoutingFormatError.ts'

/** Refuses a routing with the router's reason unless a rule holds. @throws RoutingFormatError */
export function expectHolds(holds: boolean, otherwise: () => Refusal) {
  if (!holds) throw new RoutingFormatError(otherwise())
}

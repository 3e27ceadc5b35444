import { BaseError } from 'viem'
import { describeRefusal } from '../errors/describeRefusal.ts'
import type { Refusal } from '../errors/refuse.ts'

/**
 * Thrown when bytes are no routing.
 *
 * @example
 * ```ts
 * try {
 *   decodeRouting({ routing, calls: 1, router: grant.terms.router })
 * } catch (error) {
 *   if (error instanceof RoutingFormatError) console.log(error.shortMessage)
 * }
 * ```
 */
export class RoutingFormatError extends BaseError {
  /** What the router would revert with. */
  readonly reason: Refusal

  constructor(reason: Refusal) {
    const { sentence, fix } = describeRefusal(reason)
    super(`This is no routing. ${sentence}`, { name: 'RoutingFormatError', metaMessages: [fix] })
    this.reason = reason
  }
}

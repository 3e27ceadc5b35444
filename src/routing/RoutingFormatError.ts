import { BaseError } from 'viem'
import { describeRefusal } from '../errors/describeRefusal.ts'
import type { Refusal } from '../errors/refuse.ts'

/** Thrown when bytes are no routing. */
export class RoutingFormatError extends BaseError {
  /** What the router would revert with. */
  readonly reason: Refusal

  constructor(reason: Refusal) {
    const { sentence, fix } = describeRefusal(reason)
    super(`This is no routing. ${sentence}`, { name: 'RoutingFormatError', metaMessages: [fix] })
    this.reason = reason
  }
}

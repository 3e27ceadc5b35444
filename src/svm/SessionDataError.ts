import { BaseError } from 'viem'
import { describeVerdict } from '../errors/describeVerdict.ts'
import type { Refusal } from '../errors/refuse.ts'

/**
 * Thrown when session data is not what its module reads.
 *
 * @example
 * ```ts
 * try {
 *   erc20Approval.decode(data)
 * } catch (error) {
 *   if (error instanceof SessionDataError) console.log(error.shortMessage)
 * }
 * ```
 */
export class SessionDataError extends BaseError {
  /** What the module would revert with. */
  readonly reason: Refusal

  constructor({ contract, reason }: { contract: string; reason: Refusal }) {
    const { sentence, fix } = describeVerdict(reason)
    super(`${contract} does not take this session data. ${sentence}`, {
      name: 'SessionDataError',
      metaMessages: [fix],
    })
    this.reason = reason
  }
}

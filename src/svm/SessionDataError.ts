import { BaseError } from 'viem'
import type { Words } from '../errors/phrases.ts'
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

  constructor({ contract, reason, sentence, fix }: Words & { contract: string; reason: Refusal }) {
    super(`${contract} does not take this session data. ${sentence}`, {
      name: 'SessionDataError',
      metaMessages: [fix],
    })
    this.reason = reason
  }
}

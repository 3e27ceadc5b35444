import { BaseError } from 'viem'

/**
 * Thrown when a session account is made or used in a way that cannot work.
 *
 * @example
 * ```ts
 * try {
 *   await toSessionAccount({ account, grant, key })
 * } catch (error) {
 *   if (error instanceof SessionAccountError) console.log(error.metaMessages)
 * }
 * ```
 */
export class SessionAccountError extends BaseError {
  constructor(message: string, { fix }: { fix: string }) {
    super(message, { name: 'SessionAccountError', metaMessages: [fix] })
  }
}

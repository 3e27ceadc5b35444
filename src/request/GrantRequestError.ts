import { BaseError } from 'viem'

/**
 * Thrown when a request for a grant is malformed, or asks for what no owner should be shown.
 *
 * @example
 * ```ts
 * try {
 *   parseGrantRequest(text)
 * } catch (error) {
 *   if (error instanceof GrantRequestError) console.log(error.shortMessage)
 * }
 * ```
 */
export class GrantRequestError extends BaseError {
  constructor(message: string, { fix, cause }: { fix: string; cause?: Error }) {
    super(message, {
      name: 'GrantRequestError',
      metaMessages: [fix],
      ...(cause ? { cause } : {}),
    })
  }
}

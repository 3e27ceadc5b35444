import { BaseError } from 'viem'

/**
 * Thrown when something cannot be a session key.
 *
 * @example
 * ```ts
 * try {
 *   toWebAuthnKey({ credential: { id: 'AQID', publicKey: '0x1234' } })
 * } catch (error) {
 *   if (error instanceof SessionKeyError) console.log(error.shortMessage)
 * }
 * ```
 */
export class SessionKeyError extends BaseError {
  constructor(shortMessage: string, { fix, cause }: { fix: string; cause?: Error }) {
    super(shortMessage, {
      name: 'SessionKeyError',
      metaMessages: [fix],
      ...(cause ? { cause } : {}),
    })
  }
}

import { BaseError } from 'viem'

/**
 * Thrown when a key cannot be kept or opened. It names no secret.
 *
 * @example
 * ```ts
 * try {
 *   await openKeyFile({ path: 'session-key.json', passphrase })
 * } catch (error) {
 *   if (error instanceof KeystoreError) console.log(error.metaMessages)
 * }
 * ```
 */
export class KeystoreError extends BaseError {
  constructor(message: string, { fix }: { fix: string }) {
    super(message, { name: 'KeystoreError', metaMessages: [fix] })
  }
}

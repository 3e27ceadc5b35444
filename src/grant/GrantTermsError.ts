import { BaseError } from 'viem'

/**
 * Thrown when a grant is asked for that could not be used, or that nobody should sign.
 *
 * @example
 * ```ts
 * try {
 *   createGrant({ key: key.address, permissions: [], noExpiry: true, fees: { budget: 1n } })
 * } catch (error) {
 *   if (error instanceof GrantTermsError) console.log(error.shortMessage)
 * }
 * ```
 */
export class GrantTermsError extends BaseError {
  constructor(message: string, { fix }: { fix: string }) {
    super(message, { name: 'GrantTermsError', metaMessages: [fix] })
  }
}

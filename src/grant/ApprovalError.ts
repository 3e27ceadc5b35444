import { BaseError } from 'viem'

/**
 * Thrown when the owner is asked to sign an approval that no ledger would take. Nothing was signed.
 *
 * @example
 * ```ts
 * try {
 *   await signGrants({ account, entries: [entry], deadline: now + 3600 })
 * } catch (error) {
 *   if (error instanceof ApprovalError) console.log(error.metaMessages)
 * }
 * ```
 */
export class ApprovalError extends BaseError {
  constructor(message: string, { fix }: { fix: string }) {
    super(message, { name: 'ApprovalError', metaMessages: [fix] })
  }
}

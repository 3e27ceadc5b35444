import { BaseError } from 'viem'

/** Thrown when a grant is asked for that could not be used, or that nobody should sign. */
export class GrantTermsError extends BaseError {
  constructor(message: string, { fix }: { fix: string }) {
    super(message, { name: 'GrantTermsError', metaMessages: [fix] })
  }
}

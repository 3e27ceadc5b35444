import { BaseError } from 'viem'

/** Thrown when the owner is asked to sign an approval that no ledger would take. Nothing was signed. */
export class ApprovalError extends BaseError {
  constructor(message: string, { fix }: { fix: string }) {
    super(message, { name: 'ApprovalError', metaMessages: [fix] })
  }
}

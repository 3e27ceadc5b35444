import { BaseError } from 'viem'

/** Thrown when a key cannot be kept or opened. It names no secret. */
export class KeystoreError extends BaseError {
  constructor(message: string, { fix }: { fix: string }) {
    super(message, { name: 'KeystoreError', metaMessages: [fix] })
  }
}

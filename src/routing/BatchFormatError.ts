import { BaseError } from 'viem'

/**
 * Thrown when calls cannot be made a batch, or callData is not the batch that the router reads.
 *
 * @example
 * ```ts
 * try {
 *   decodeBatch(userOperation.callData)
 * } catch (error) {
 *   if (error instanceof BatchFormatError) console.log('The router would refuse it.')
 * }
 * ```
 */
export class BatchFormatError extends BaseError {
  constructor(message: string, { cause }: { cause?: Error } = {}) {
    super(message, {
      name: 'BatchFormatError',
      metaMessages: [
        'Pass `calls` to viem’s `sendUserOperation` with the session account, which encodes them; leave `callData` out.',
      ],
      ...(cause ? { cause } : {}),
    })
  }
}

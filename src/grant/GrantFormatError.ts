import { BaseError } from 'viem'

/**
 * Thrown when a text is not a grant as `serializeGrant` writes it.
 *
 * @example
 * ```ts
 * try {
 *   parseGrant(text)
 * } catch (error) {
 *   if (error instanceof GrantFormatError) console.log(error.reason)
 * }
 * ```
 */
export class GrantFormatError extends BaseError {
  /** What is wrong, as part of a sentence. */
  readonly reason: string

  constructor(reason: string, { cause }: { cause?: Error } = {}) {
    super(`This is not a serialized grant: ${reason}.`, {
      name: 'GrantFormatError',
      metaMessages: [
        'Pass the text that `serializeGrant` returned, unchanged.',
        'This could arise when a grant was edited by hand, cut off, or written by another version.',
      ],
      ...(cause ? { cause } : {}),
    })
    this.reason = reason
  }
}

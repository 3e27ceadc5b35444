import { BaseError } from 'viem'

/**
 * Thrown when something of the original framework cannot be read, or is what our contracts refuse.
 *
 * @example
 * ```ts
 * try {
 *   parseSeedStorage(text)
 * } catch (error) {
 *   if (error instanceof SeedFormatError) console.log(error.shortMessage)
 * }
 * ```
 */
export class SeedFormatError extends BaseError {
  constructor(reason: string, { fix, cause }: { fix: string; cause?: Error }) {
    super(`This cannot be used in the seed format: ${reason}.`, {
      name: 'SeedFormatError',
      metaMessages: [fix],
      ...(cause ? { cause } : {}),
    })
  }
}

import { BaseError, type Hex } from 'viem'

/**
 * Thrown when a bundler names another hash for an operation than the one that its key signed.
 *
 * @example
 * ```ts
 * try {
 *   await sendCalls(bundlerClient, { session, calls })
 * } catch (error) {
 *   if (error instanceof BundlerHashError) console.log('Use another bundler.')
 * }
 * ```
 */
export class BundlerHashError extends BaseError {
  constructor({ found, expected }: { found: unknown; expected: Hex }) {
    super(`The bundler calls the operation ${String(found)}; what was signed is ${expected}.`, {
      name: 'BundlerHashError',
      metaMessages: [
        `Do not wait for the bundler’s hash: the operation may be included as ${expected}, and as nothing else.`,
        'This could arise when the bundler serves another chain or EntryPoint, or lies. Use another one.',
      ],
    })
  }
}

import { BaseError } from 'viem'
import type { Explanation } from './explain.ts'

/**
 * Thrown when a session account is asked to send what its grants do not cover. Nothing was sent.
 *
 * @example
 * ```ts
 * try {
 *   await bundlerClient.sendUserOperation({ account: session, calls })
 * } catch (error) {
 *   const found = error instanceof BaseError && error.walk((one) => one instanceof CallNotCoveredError)
 *   if (found instanceof CallNotCoveredError) console.log(found.explanation.calls)
 * }
 * ```
 */
export class CallNotCoveredError extends BaseError {
  /** The verdict on every call, as data. */
  readonly explanation: Explanation

  constructor(explanation: Explanation) {
    const refused = explanation.calls.filter(({ allowed }) => !allowed)
    super('What is granted does not cover this batch. Nothing was sent.', {
      name: 'CallNotCoveredError',
      metaMessages: [...(explanation.batch ? [explanation.batch] : []), ...refused].map(
        ({ sentence, fix }) => `${sentence} ${fix}`,
      ),
    })
    this.explanation = explanation
  }
}

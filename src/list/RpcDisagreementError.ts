import { BaseError } from 'viem'

/**
 * Thrown when two nodes tell different things about the same block. One of them is wrong, or on another fork.
 *
 * @example
 * ```ts
 * try {
 *   await listGrants(client, { account: account.address, verifier: otherClient })
 * } catch (error) {
 *   if (error instanceof RpcDisagreementError) console.log(error.metaMessages)
 * }
 * ```
 */
export class RpcDisagreementError extends BaseError {
  constructor({ what, found, verified }: { what: string; found: unknown; verified: unknown }) {
    super(`Two nodes disagree about ${what}: ${String(found)} against ${String(verified)}.`, {
      name: 'RpcDisagreementError',
      metaMessages: [
        'Sign and send nothing until a third node settles it.',
        'This could arise when a node lags behind, follows another fork, or lies.',
      ],
    })
  }
}

import { BaseError } from 'viem'

/**
 * Thrown when a session key's signer returns what no contract takes.
 *
 * @example
 * ```ts
 * try {
 *   encodeBatchSignature({ routing, signature: '0x1234' })
 * } catch (error) {
 *   if (error instanceof SessionSignatureError) console.log(error.shortMessage)
 * }
 * ```
 */
export class SessionSignatureError extends BaseError {
  constructor(
    reason: string,
    {
      fix = 'Sign with the key of `toP256Key` or `toWebAuthnKey`, or with a secp256k1 key that returns r, s, v with a low s, as viem’s accounts do.',
      cause,
    }: { fix?: string; cause?: Error } = {},
  ) {
    super(`The session key’s signature cannot be used: ${reason}.`, {
      name: 'SessionSignatureError',
      metaMessages: [fix],
      ...(cause ? { cause } : {}),
    })
  }
}

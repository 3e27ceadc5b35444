import { type Hex, hexToBytes } from 'viem'
import { SessionSignatureError } from '../routing/SessionSignatureError.ts'
import { fromBase64Url } from './clientData.ts'
import { type Assertion, encodeAssertion } from './encodeAssertion.ts'
import { keyTypes } from './keyTypes.ts'
import { toIdentity } from './p256.ts'
import { type PublicKeyBytes, readPublicKey } from './readPublicKey.ts'
import type { TypedSessionKey } from './sessionKey.ts'

export type ToWebAuthnKeyParameters = {
  readonly credential: {
    /** As base64url (`id`), or the bytes (`rawId`). */
    readonly id: string | Uint8Array | ArrayBuffer
    /** What `getPublicKey()` of the registration's response returns, or x and y. */
    readonly publicKey: PublicKeyBytes
  }
  /** The relying party under which the credential was made; the page's own host by default. */
  readonly rpId?: string | undefined
  /** Asks the authenticator; `navigator.credentials.get` by default. */
  readonly getCredential?: GetCredential | undefined
}

/** As `navigator.credentials.get`. */
export type GetCredential = (options: {
  readonly publicKey: PublicKeyCredentialRequestOptions
}) => Promise<unknown>

/**
 * Makes a session key of a WebAuthn credential, such as a passkey. Each operation asks the authenticator, which verifies its user.
 *
 * @throws SessionKeyError unless the public key is a P-256 key. Signing throws SessionSignatureError if the answer is none that the contracts take, and
 * the browser's DOMException, such as when the user declines.
 *
 * @example
 * ```ts
 * // `created` is what `navigator.credentials.create` returned, for the algorithm -7 (ES256).
 * const credential = { id: created.rawId, publicKey: created.response.getPublicKey() }
 * const sessionKey = toWebAuthnKey({ credential })
 * const grant = createGrant({ ...terms, key: sessionKey })
 * ```
 */
export function toWebAuthnKey({
  credential,
  rpId,
  getCredential = (options) => navigator.credentials.get(options),
}: ToWebAuthnKeyParameters): TypedSessionKey {
  const publicKey = readPublicKey(credential.publicKey)
  const keyType = keyTypes.webAuthn
  const id =
    typeof credential.id === 'string' ? fromBase64Url(credential.id) : new Uint8Array(credential.id)

  async function ask(hash: Hex): Promise<Assertion> {
    const found = await getCredential({
      publicKey: {
        challenge: new Uint8Array(hexToBytes(hash)),
        allowCredentials: [{ type: 'public-key', id }],
        userVerification: 'required',
        ...(rpId === undefined ? {} : { rpId }),
      },
    })
    const response = (found as { response?: Partial<Assertion> } | null)?.response
    const { authenticatorData, clientDataJSON, signature } = response ?? {}
    if (authenticatorData && clientDataJSON && signature)
      return { authenticatorData, clientDataJSON, signature }
    throw new SessionSignatureError('the authenticator answered no assertion', {
      fix: 'Let the user confirm with the credential that the grant names.',
    })
  }

  return {
    ...{ address: toIdentity({ keyType, publicKey }), keyType, publicKey },
    sign: async ({ hash }) =>
      encodeAssertion({ digest: hash, publicKey, assertion: await ask(hash) }),
  }
}

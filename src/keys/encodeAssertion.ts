import { bytesToHex, concatHex, type Hex, numberToHex, padHex } from 'viem'
import { SessionSignatureError } from '../routing/SessionSignatureError.ts'
import { clientDataStart } from './clientData.ts'
import { lowerS } from './p256.ts'
import { readDerSignature } from './readDerSignature.ts'

/** What an authenticator answers: the fields of an `AuthenticatorAssertionResponse`. */
export type Assertion = {
  readonly authenticatorData: ArrayBuffer | Uint8Array
  readonly clientDataJSON: ArrayBuffer | Uint8Array
  /** In DER. */
  readonly signature: ArrayBuffer | Uint8Array
}

/** Bytes of authenticator data without extensions. */
export const authenticatorDataSize = 37

/** The most bytes that a client's JSON has behind type and challenge. */
export const restMaximum = 255

/** User present, user verified; and those with the two that announce more data. */
const flags = { needed: 0x05, read: 0xc5 }

/**
 * Encodes an authenticator's answer as the contracts take it (docs/format.md).
 *
 * @throws SessionSignatureError if no contract takes this answer, with the reason.
 */
export function encodeAssertion({
  digest,
  publicKey,
  assertion,
}: {
  digest: Hex
  publicKey: Hex
  assertion: Assertion
}): Hex {
  const authenticatorData = new Uint8Array(assertion.authenticatorData)
  const rest = readRest(digest, new Uint8Array(assertion.clientDataJSON))
  checkAuthenticatorData(authenticatorData)
  return concatHex([
    publicKey,
    lowerS(readDerSignature(new Uint8Array(assertion.signature))),
    bytesToHex(authenticatorData),
    numberToHex(rest.length, { size: 1 }),
    padHex(bytesToHex(rest), { dir: 'right', size: restMaximum }),
  ])
}

function checkAuthenticatorData(data: Uint8Array) {
  if (data.length !== authenticatorDataSize) {
    throw new SessionSignatureError(
      `the authenticator’s data has ${data.length} bytes instead of ${authenticatorDataSize}`,
      { fix: 'Ask for no extensions that the authenticator answers, such as `prf`.' },
    )
  }
  if (((data[32] ?? 0) & flags.read) === flags.needed) return
  throw new SessionSignatureError(
    'the authenticator has not found its user present, or has not verified them',
    {
      fix: 'Ask with `userVerification: "required"`, of an authenticator with a PIN or biometrics.',
    },
  )
}

function readRest(digest: Hex, json: Uint8Array): Uint8Array {
  const start = new TextEncoder().encode(clientDataStart(digest))
  if (!start.every((byte, i) => json[i] === byte)) {
    throw new SessionSignatureError(
      'the client’s data is not that of an assertion over this digest',
      {
        fix: 'Sign with `navigator.credentials.get`, in a browser that writes `type` and `challenge` first, as Web Authentication Level 2 says.',
      },
    )
  }
  const rest = json.slice(start.length)
  if (rest.length <= restMaximum) return rest
  throw new SessionSignatureError(
    `the client’s data has ${rest.length} bytes behind the challenge; ${restMaximum} are taken`,
    { fix: 'Use the key on a shorter origin.' },
  )
}

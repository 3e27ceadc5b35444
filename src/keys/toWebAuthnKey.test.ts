import { concatHex, type Hex, keccak256, size } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  type AssertionChanges,
  createAuthenticator,
  signAssertion,
} from '../../test/fixtures/createAuthenticator.ts'
import vectors from '../../test/vectors/webauthn.json' with { type: 'json' }
import { holdsStub, toStubSignature } from '../account/stubSignature.ts'
import { isSignedBy } from './isSignedBy.ts'
import { SessionKeyError } from './SessionKeyError.ts'
import { toWebAuthnKey } from './toWebAuthnKey.ts'

const digest = keccak256('0x01')
const published = vectors.assertions

const judge = (
  { address, keyType }: { address: `0x${string}`; keyType: number },
  signature: Hex,
  of = digest,
) => isSignedBy({ key: address, keyType, digest: of, signature })

describe('toWebAuthnKey', () => {
  test('default: signs in the form that the contracts take, with low s, whatever the authenticator chose', async () => {
    const { key, asked } = createAuthenticator()
    // A half of all signatures has a high s.
    for (let i = 0; i < 16; i++) {
      const hash = keccak256(concatHex(['0x02', `0x0${i.toString(16)}`]))
      const signature = await key.sign({ hash })
      expect(size(signature)).toBe(421)
      expect(await judge(key, signature, hash)).toBe(true)
      expect(await judge(key, signature)).toBe(false)
    }
    expect(asked[0]).toMatchObject({ userVerification: 'required', rpId: 'dapp.example' })
    expect(asked[0]?.allowCredentials).toEqual([
      { type: 'public-key', id: new Uint8Array([1, 2, 3]) },
    ])
  })

  test('behavior: the stub is as long, and no signature', async () => {
    const { key } = createAuthenticator()
    const stub = toStubSignature(key)
    const real = await key.sign({ hash: digest })
    expect(size(stub)).toBe(size(real))
    expect(stub.slice(0, 130)).toBe(real.slice(0, 130))
    expect([holdsStub(stub), holdsStub(real)]).toEqual([true, false])
    expect(await judge(key, stub)).toBe(false)
  })

  test('behavior: takes what browsers add behind the origin', async () => {
    const chromium =
      ',"origin":"https://dapp.example","crossOrigin":false,"other_keys_can_be_added_here":"do not compare clientDataJSON against a template. See https://goo.gl/yabPex"}'
    for (const rest of [chromium, '}', 'x'.repeat(255)]) {
      const { key } = createAuthenticator({ rest })
      expect(await judge(key, await key.sign({ hash: digest }))).toBe(true)
    }
  })

  test.each<[string, AssertionChanges, string]>([
    ['a registration', { type: 'webauthn.create' }, 'not that of an assertion over this digest'],
    ['another challenge', { challenge: keccak256('0x03') }, 'not that of an assertion'],
    ['no user', { flags: 0x1c }, 'not found its user present'],
    ['a user who was not verified', { flags: 0x19 }, 'not verified them'],
    ['extensions', { flags: 0x9d, extensions: 4 }, '41 bytes instead of 37'],
    ['the flag of extensions alone', { flags: 0x9d }, 'not found its user present'],
    ['a long rest', { rest: 'x'.repeat(256) }, '256 bytes behind the challenge'],
  ])('error: refuses %s', async (_, changes, reason) => {
    const { key } = createAuthenticator(changes)
    await expect(key.sign({ hash: digest })).rejects.toThrow(reason)
  })

  test('error: refuses no answer, and a signature that is not DER', async () => {
    const {
      key: { publicKey },
      privateKey,
    } = createAuthenticator()
    const whole = signAssertion(privateKey, digest, {})
    const broken = { ...whole, signature: whole.signature.slice(1) }
    for (const [response, reason] of [
      [undefined, 'answered no assertion'],
      [broken, 'no ECDSA signature in DER'],
    ] as const) {
      const key = toWebAuthnKey({
        credential: { id: new Uint8Array([1]), publicKey },
        getCredential: async () => ({ response }),
      })
      await expect(key.sign({ hash: digest })).rejects.toThrow(reason)
    }
  })

  test('error: refuses what is no public key of the curve', () => {
    const { publicKey } = createAuthenticator().key
    const off: Hex = `${publicKey.slice(0, -1) as Hex}${publicKey.endsWith('0') ? '1' : '0'}`
    const make = (bytes: Hex) => () =>
      toWebAuthnKey({ credential: { id: 'AQID', publicKey: bytes } })
    expect(make('0x1234')).toThrow(SessionKeyError)
    expect(make(off)).toThrow('no point of the curve')
    expect(make(`0x${'00'.repeat(64)}`)).toThrow('no point of the curve')
    expect(make(concatHex(['0x04', publicKey]))().publicKey).toBe(publicKey)
  })
})

describe('published assertions', () => {
  const sign = ({ publicKey, challenge, ...answer }: (typeof published)[number]) => {
    const toBytes = (hex: string) => new Uint8Array(Buffer.from(hex.slice(2), 'hex'))
    const response = {
      authenticatorData: toBytes(answer.authenticatorData),
      clientDataJSON: toBytes(answer.clientDataJSON),
      signature: toBytes(answer.signature),
    }
    const key = toWebAuthnKey({
      credential: { id: 'AQID', publicKey: publicKey as Hex },
      getCredential: async () => ({ response }),
    })
    return { key, signing: key.sign({ hash: challenge as Hex }) }
  }

  test.each(published.filter(({ accepted }) => accepted))('default: takes $name', async (one) => {
    const { key, signing } = sign(one)
    expect(await judge(key, await signing, one.challenge as Hex)).toBe(true)
  })

  test.each(published.filter(({ accepted }) => !accepted))('error: refuses $name', async (one) => {
    await expect(sign(one).signing).rejects.toThrow('not verified')
  })
})

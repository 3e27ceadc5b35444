import { concatHex, type Hex, hexToBytes, keccak256, size } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  type AssertionChanges,
  createAuthenticator,
  signAssertion,
} from '../../test/fixtures/createAuthenticator.ts'
import { holdsStub, toStubSignature } from '../account/stubSignature.ts'
import { isSignedBy } from './isSignedBy.ts'
import { SessionKeyError } from './SessionKeyError.ts'
import { toWebAuthnKey } from './toWebAuthnKey.ts'

const digest = keccak256('0x01')

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

/** Web Authentication Level 3, section 16: "ES256 Credential with "crossOrigin": true", and "with topOrigin" (flags 0x05); and the first of "None" (flags 0x19: not verified). */
const published = {
  crossOrigin: {
    publicKey:
      '0x22200a473f90b11078851550d03b4e44a2279f8c4eca27b3153dedfe03e4e97dcbd0be95e746ad6f5a8191be11756e4c0420e72f65b466d39bc56b8b123a9c6e',
    challenge: '0x876aa517ba83fdee65fcffdbca4c84eeae5d54f8041a1fc85c991e5bbb273137',
    authenticatorData:
      '0xbfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50500000000',
    clientDataJSON:
      '0x7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a226832716c463771445f65356c5f505f62796b7945377135645650674547685f49584a6b655737736e4d5463222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a747275652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a2039327063545644304162792d713464746d6a36656667227d',
    signature:
      '0x3046022100eb12fcf23b12764c0f122e22371fab92e283879fd798f38ee1841c951b6e40e7022100c76237ff9db77b3c56f30837cda6a09acfa2e915544e609c0733b1184036d1cf',
  },
  topOrigin: {
    publicKey:
      '0xa1c47c1d82da4ebe82cd72207102b380670701993bc35398ae2e5726427fe01d86c1080d82987028c7f54ecb1b01185de243b359294a0ed210cd47480f0adc88',
    challenge: '0xd54a5c8ca4b62a8e3bb321e3b2bc73856f85a10150db2939ac195739eb1ea066',
    authenticatorData:
      '0xbfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50500000000',
    clientDataJSON:
      '0x7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a22315570636a4b53324b6f34377379486a7372787a68572d466f51465132796b3572426c584f6573656f4759222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a747275652c22746f704f726967696e223a2268747470733a2f2f6578616d706c652e636f6d222c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a205569466f4a4d56525148444146574669347678557051227d',
    signature:
      '0x3045022100b5a70c81780d5fcc9a4f2ae9caae99058f8accaf58b91fb59329646c28ac6ffc022012e101c165db3c8e9957f0c54dd6ca9b56bc3bd2f280bd2faa6c1d02c6e5c171',
  },
  none: {
    publicKey:
      '0xafefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220',
    challenge: '0x39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408',
    authenticatorData:
      '0xbfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000',
    clientDataJSON:
      '0x7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d',
    signature:
      '0x3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87',
  },
} as const

describe('published assertions', () => {
  const sign = ({
    publicKey,
    challenge,
    ...answer
  }: (typeof published)[keyof typeof published]) => {
    const [authenticatorData, clientDataJSON, signature] = [
      answer.authenticatorData,
      answer.clientDataJSON,
      answer.signature,
    ].map((hex) => hexToBytes(hex))
    const getCredential = async () => ({
      response: { authenticatorData, clientDataJSON, signature },
    })
    const key = toWebAuthnKey({ credential: { id: 'AQID', publicKey }, getCredential })
    return { key, signing: key.sign({ hash: challenge }) }
  }

  test.each(['crossOrigin', 'topOrigin'] as const)('default: takes %s', async (name) => {
    const { key, signing } = sign(published[name])
    expect(await judge(key, await signing, published[name].challenge)).toBe(true)
  })

  test('error: refuses the one whose user was not verified', async () => {
    await expect(sign(published.none).signing).rejects.toThrow('not verified')
  })
})

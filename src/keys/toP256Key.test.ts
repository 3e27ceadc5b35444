import { createPublicKey, createSign, createVerify, generateKeyPairSync } from 'node:crypto'
import { concatHex, hexToBytes, keccak256, size, sliceHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { toStubSignature } from '../account/stubSignature.ts'
import { isSignedBy } from './isSignedBy.ts'
import { isLowS, toIdentity } from './p256.ts'
import { SessionKeyError } from './SessionKeyError.ts'
import { createP256KeyPair, toP256Key } from './toP256Key.ts'

const digest = keccak256('0x01')

describe('toP256Key', () => {
  test('default: signs in the form that the contracts take, with low s', async () => {
    const key = await toP256Key(await createP256KeyPair())
    for (let i = 0; i < 16; i++) {
      const hash = keccak256(`0x1${i.toString(16)}`)
      const signature = await key.sign({ hash })
      expect(size(signature)).toBe(128)
      expect(isLowS(BigInt(sliceHex(signature, 96)))).toBe(true)
      const judged = { key: key.address, keyType: key.keyType, signature }
      expect(await isSignedBy({ ...judged, digest: hash })).toBe(true)
      expect(await isSignedBy({ ...judged, digest })).toBe(false)
    }
  })

  test('behavior: what it signs, node:crypto verifies as a signature over the digest', async () => {
    const pair = await createP256KeyPair()
    const signature = await (await toP256Key(pair)).sign({ hash: digest })
    const spki = Buffer.from(await crypto.subtle.exportKey('spki', pair.publicKey))
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    const verify = createVerify('sha256').update(hexToBytes(digest))
    const rs = hexToBytes(sliceHex(signature, 64))
    expect(verify.verify({ key, dsaEncoding: 'ieee-p1363' }, rs)).toBe(true)
  })

  test('behavior: a pair that was made elsewhere, and may be read, does as well', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const curve = { name: 'ECDSA', namedCurve: 'P-256' }
    const [secret, open] = [privateKey, publicKey].map((key) => key.export({ format: 'jwk' }))
    const key = await toP256Key({
      privateKey: await crypto.subtle.importKey('jwk', secret ?? {}, curve, true, ['sign']),
      publicKey: await crypto.subtle.importKey('jwk', open ?? {}, curve, true, ['verify']),
    })
    // The same key, in other hands: its signature has the form once s is low.
    const sign = createSign('sha256').update(hexToBytes(digest))
    const raw = sign.sign({ key: privateKey, dsaEncoding: 'ieee-p1363' })
    const signature = concatHex([key.publicKey, `0x${raw.toString('hex')}`])
    const found = await isSignedBy({ key: key.address, keyType: 1, digest, signature })
    expect(found).toBe(isLowS(BigInt(`0x${raw.subarray(32).toString('hex')}`)))
  })

  test('behavior: the private half cannot be read', async () => {
    const { privateKey } = await createP256KeyPair()
    expect(privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow()
  })

  test('behavior: one public key has another identity under each type', async () => {
    const { address, publicKey } = await toP256Key(await createP256KeyPair())
    expect(address).toBe(toIdentity({ keyType: 1, publicKey }))
    expect(address).not.toBe(toIdentity({ keyType: 2, publicKey }))
  })

  test('behavior: the stub is as long, and no signature', async () => {
    const key = await toP256Key(await createP256KeyPair())
    const signature = toStubSignature(key)
    expect(size(signature)).toBe(128)
    expect(await isSignedBy({ key: key.address, keyType: 1, digest, signature })).toBe(false)
  })

  test('error: refuses a pair of another algorithm, and one that may not sign', async () => {
    const other = await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-384' },
      ...([false, ['sign', 'verify']] as const),
    )
    await expect(toP256Key(other)).rejects.toThrow(SessionKeyError)
    const { publicKey } = await createP256KeyPair()
    await expect(toP256Key({ privateKey: publicKey, publicKey })).rejects.toThrow('may not sign')
  })
})

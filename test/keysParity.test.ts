import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  type Address,
  concatHex,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  keccak256,
  numberToHex,
  size,
  slice,
  toFunctionSelector,
} from 'viem'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyVerifierAbi } from '../src/abis/generated/index.ts'
import { toStubSignature } from '../src/account/stubSignature.ts'
import { deploySessionRouter } from '../src/devnet/deploySessionRouter.ts'
import { devAccountIndex, toDevAccount } from '../src/devnet/devAccounts.ts'
import { type Anvil, startAnvil } from '../src/devnet/startAnvil.ts'
import { createP256KeyPair, type TypedSessionKey, toP256Key } from '../src/index.ts'
import { encodeAssertion } from '../src/keys/encodeAssertion.ts'
import { isSignedBy } from '../src/keys/isSignedBy.ts'
import { toIdentity } from '../src/keys/p256.ts'
import { createAuthenticator } from './fixtures/createAuthenticator.ts'
import { withBit } from './vectors/moduleCase.ts'
import vectors from './vectors/webauthn.json' with { type: 'json' }

const folder = mkdtempSync(join(tmpdir(), 'session-router-keys-'))
const seed = 20_260_101
const digest = keccak256('0x01')

/** The order of P-256, and its prime. */
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn

let anvil: Anvil
let verifier: Address
let client: ReturnType<typeof createPublicClient>

beforeAll(async () => {
  anvil = await startAnvil({ chainId: foundry.id, folder, timeout: 30_000 })
  const transport = http(anvil.rpcUrl, { retryCount: 0 })
  client = createPublicClient({ chain: foundry, transport })
  const account = toDevAccount(devAccountIndex.deployer)
  const deployer = createWalletClient({ account, chain: foundry, transport })
  verifier = (await deploySessionRouter(deployer)).keyVerifier
}, 60_000)
afterAll(async () => {
  await anvil?.process.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Question = { key: Address; keyType: number; digest: Hex; signature: Hex }

async function askChain({ key, keyType, digest, signature }: Question): Promise<boolean> {
  const packed = (BigInt(keyType) << 160n) | BigInt(key)
  const answer = await client.readContract({
    ...{ address: verifier, abi: keyVerifierAbi, functionName: 'verifyKey' },
    args: [packed, digest, signature],
  })
  if (answer === '0x00000000') return false
  expect(answer).toBe(toFunctionSelector('verifyKey(uint256,bytes32,bytes)'))
  return true
}

/** Asks both sides, which must agree. */
async function judge(question: Question): Promise<boolean> {
  const found = await askChain(question)
  expect(await isSignedBy(question)).toBe(found)
  return found
}

const max = 2n ** 256n - 1n

type Pair = readonly [bigint, bigint]

const toWords = (pair: Pair) => concatHex(pair.map((value) => numberToHex(value, { size: 32 })))

/** r and s that nobody may take: zero, the order and its neighbours, the higher s, both exchanged. */
function listScalars({ r, s }: { r: bigint; s: bigint }): readonly Pair[] {
  const edges = [0n, 1n, n - 1n, n, n + 1n, p, max]
  const pairs: Pair[] = [
    [r, n - s],
    [n - r, s],
    [n - r, n - s],
    [s, r],
    [s, n - r],
  ]
  // Where r is small enough to be written in two ways.
  if (r + n <= max) pairs.push([r + n, s])
  return [
    ...pairs,
    ...edges.flatMap((edge): Pair[] => [
      [edge, s],
      [r, edge],
      [edge, edge],
    ]),
  ]
}

/** Points that are nobody's key, or another's. */
function listPoints({ x, y }: { x: bigint; y: bigint }): readonly Pair[] {
  return [
    [0n, 0n],
    [x, p - y],
    [x, y ^ 1n],
    [y, x],
    [x, 0n],
    [0n, y],
    [p, y],
    [x, p],
    [x, max],
    [max, max],
  ]
}

const wordAt = (data: Hex, at: number) => BigInt(slice(data, at, at + 32))

describe.each<[string, () => Promise<TypedSessionKey>]>([
  ['P-256', async () => toP256Key(await createP256KeyPair())],
  ['WebAuthn', async () => createAuthenticator().key],
])('verifyKey and isSignedBy, %s', (_, make) => {
  test('default: take what the key signed, and for no other digest, key or type', async () => {
    const { address: key, keyType, ...rest } = await make()
    const signature = await rest.sign({ hash: digest })
    const good = { key, keyType, digest, signature }
    expect(await judge(good)).toBe(true)
    expect(await judge({ ...good, digest: keccak256('0x02') })).toBe(false)
    expect(await judge({ ...good, key: (await make()).address })).toBe(false)
    for (const other of [0, 1, 2, 3, 255].filter((type) => type !== keyType))
      expect(await judge({ ...good, keyType: other })).toBe(false)
  })

  test('error: refuse the values at which verifiers go wrong', async () => {
    const { address: key, keyType, sign } = await make()
    const signature = await sign({ hash: digest })
    const [x, y] = [wordAt(signature, 0), wordAt(signature, 32)]
    const [r, s] = [wordAt(signature, 64), wordAt(signature, 96)]
    // A P-256 signature ends here.
    const rest: Hex = `0x${signature.slice(2 + 256)}`
    for (const scalars of listScalars({ r, s })) {
      const damaged = concatHex([slice(signature, 0, 64), toWords(scalars), rest])
      expect(await judge({ key, keyType, digest, signature: damaged })).toBe(false)
    }
    for (const point of listPoints({ x, y })) {
      const publicKey = toWords(point)
      const damaged = concatHex([publicKey, slice(signature, 64)])
      // Under the identity that is the point's own.
      const identity = toIdentity({ keyType, publicKey })
      expect(await judge({ key: identity, keyType, digest, signature: damaged })).toBe(false)
    }
    expect(await judge({ key, keyType, digest, signature })).toBe(true)
  })

  test('error: refuse another length, and the stub', async () => {
    const made = await make()
    const { address: key, keyType } = made
    const signature = await made.sign({ hash: digest })
    const wrong = [
      ...(['0x', slice(signature, 1), slice(signature, 0, -1)] as const),
      ...[concatHex([signature, '0x00']), toStubSignature(made)],
    ]
    for (const one of wrong)
      expect(await judge({ key, keyType, digest, signature: one })).toBe(false)
    expect(await judge({ key, keyType, digest, signature })).toBe(true)
  })

  test('error: refuse one flipped bit, wherever', async () => {
    const { address: key, keyType, sign } = await make()
    const signature = await sign({ hash: digest })
    await fc.assert(
      fc.asyncProperty(fc.nat(8 * size(signature) - 1), async (bit) => {
        const damaged = withBit(signature, bit)
        expect(await judge({ key, keyType, digest, signature: damaged })).toBe(false)
      }),
      { seed, numRuns: 300 },
    )
  })
})

describe('published assertions', () => {
  test.each(vectors.assertions)('default: $name', async (one) => {
    const toBytes = (hex: string) => new Uint8Array(Buffer.from(hex.slice(2), 'hex'))
    // Hex, all of it.
    const [hash, publicKey] = [one.challenge, one.publicKey] as [Hex, Hex]
    const encode = () =>
      encodeAssertion({
        ...{ digest: hash, publicKey },
        assertion: {
          authenticatorData: toBytes(one.authenticatorData),
          clientDataJSON: toBytes(one.clientDataJSON),
          signature: toBytes(one.signature),
        },
      })
    const key = toIdentity({ keyType: 2, publicKey })
    if (one.accepted) {
      const question = { key, keyType: 2, digest: hash, signature: encode() }
      expect(await judge(question)).toBe(true)
      expect(await judge({ ...question, digest })).toBe(false)
    } else expect(encode).toThrow('not verified')
  })
})

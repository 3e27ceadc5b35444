import fc from 'fast-check'
import {
  bytesToHex,
  concatHex,
  decodeAbiParameters,
  type Hex,
  hashTypedData,
  recoverAddress,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { deployment, sessionKey } from '../../test/vectors/fixtures.ts'
import { encodeBatchSignature, splitBatchSignature, wrapSignature } from './batchSignature.ts'
import { SessionSignatureError } from './SessionSignatureError.ts'
import { hashSessionOperation, toSessionOperation } from './sessionOperation.ts'

const operation = {
  userOpHash: `0x${'11'.repeat(32)}`,
  routing: '0x0102',
  chainId: 1,
  router: deployment.router,
} as const
const signature = await sessionKey.signTypedData(toSessionOperation(operation))

describe('hashSessionOperation', () => {
  test('behavior: is what viem makes of the typed data', () => {
    const chainId = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
    const bytes = (size: number) =>
      fc.uint8Array({ minLength: size, maxLength: size }).map((found) => bytesToHex(found))
    const routing = fc.uint8Array({ maxLength: 500 }).map((found) => bytesToHex(found))
    fc.assert(
      fc.property(
        bytes(32),
        routing,
        chainId,
        bytes(20),
        (userOpHash, routing, chainId, router) => {
          const operation = { userOpHash, routing, chainId, router }
          expect(hashSessionOperation(operation)).toBe(hashTypedData(toSessionOperation(operation)))
        },
      ),
    )
  })

  test('default: is the digest that the session key signs', async () => {
    const hash = hashSessionOperation(operation)
    expect(await recoverAddress({ hash, signature })).toBe(sessionKey.address)
  })

  test('behavior: binds operation, routing, chain and router', () => {
    const changes = [
      {},
      { userOpHash: `0x${'12'.repeat(32)}` as const },
      { routing: '0x0103' as const },
      { chainId: 2 },
      { router: deployment.manager },
    ]
    const hashes = changes.map((change) => hashSessionOperation({ ...operation, ...change }))
    expect(new Set(hashes).size).toBe(changes.length)
  })
})

describe('encodeBatchSignature', () => {
  test('default: routing, then r, s, v', () => {
    const batchSignature = encodeBatchSignature({ routing: '0x010200', signature })
    expect(batchSignature).toBe(concatHex(['0x010200', signature]))
    expect(splitBatchSignature(batchSignature)).toEqual({ routing: '0x010200', signature })
  })

  test('behavior: a signer that counts v from zero is understood', () => {
    const parity = Number.parseInt(signature.slice(-2), 16) - 27
    const raw: Hex = `${signature.slice(0, -2)}0${parity}` as Hex
    expect(encodeBatchSignature({ routing: '0x', signature: raw })).toBe(signature)
  })

  test('error: refuses what the router would not take', () => {
    const high: Hex = `0x${'11'.repeat(32)}${'ff'.repeat(31)}001b`
    const strangeV: Hex = `${signature.slice(0, -2)}1d` as Hex
    for (const bad of [
      high,
      strangeV,
      '0x',
      signature.slice(0, -2) as Hex,
      `${signature}00`,
    ] as Hex[]) {
      expect(() => encodeBatchSignature({ routing: '0x', signature: bad })).toThrow(
        SessionSignatureError,
      )
    }
    expect(() => splitBatchSignature('0x01')).toThrow(SessionSignatureError)
  })
})

describe('wrapSignature', () => {
  test('default: names the router as the module that judges', () => {
    const wrapped = wrapSignature({ batchSignature: '0x0102', router: deployment.router })
    expect(decodeAbiParameters([{ type: 'bytes' }, { type: 'address' }], wrapped)).toEqual([
      '0x0102',
      deployment.router,
    ])
  })
})

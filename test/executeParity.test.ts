import fc from 'fast-check'
import { encodeFunctionData, type Hex, keccak256, size, toHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessionRouterValidatorAbi as abi } from '../src/abis/generated/index.ts'
import { type Devnet, deploySessionRouter, startDevnet } from '../src/devnet/index.ts'
import {
  BatchFormatError,
  type Deployment,
  decodeExecuteBatch,
  encodeExecuteBatch,
  explainError,
  forErc7579,
} from '../src/index.ts'
import { damagedExecutes, executeBatches } from './vectors/executeCases.ts'
import { account } from './vectors/fixtures.ts'
import { withBit, withWord } from './vectors/moduleCase.ts'

let devnet: Devnet
let deployment: Deployment
beforeAll(async () => {
  devnet = await startDevnet()
  deployment = forErc7579(await deploySessionRouter(devnet.walletClient))
}, 60_000)
afterAll(() => devnet?.stop())

const ofBatch = new Set(['SelectorNotBatch', 'ModeNotBatch', 'BatchNotCanonical'])

/** Whether the validator reads a batch: it does so first, and finds later that nothing is signed. */
async function isReadByChain(callData: Hex): Promise<boolean> {
  try {
    await devnet.publicClient.call({
      ...{ account, to: deployment.router },
      data: encodeFunctionData({
        ...{ abi, functionName: 'validateUserOp' },
        args: [
          {
            ...{ sender: account, nonce: 0n, initCode: '0x', callData, paymasterAndData: '0x' },
            ...{ accountGasLimits: keccak256('0x'), preVerificationGas: 0n },
            ...{ gasFees: keccak256('0x'), signature: '0x' },
          },
          keccak256(toHex('hash')),
        ],
      }),
    })
  } catch (error) {
    const { errorName = '' } = explainError(error) ?? {}
    // The format has room for empty batches and long ones; only the router refuses them.
    if (['RoutingTruncated', 'BatchEmpty', 'BatchTooLong'].includes(errorName)) return true
    if (ofBatch.has(errorName)) return false
    throw error
  }
  return expect.unreachable('Nobody has signed it.')
}

function isReadBySdk(callData: Hex): boolean {
  try {
    decodeExecuteBatch(callData)
    return true
  } catch (error) {
    if (error instanceof BatchFormatError) return false
    throw error
  }
}

describe('decodeExecuteBatch', () => {
  test('default: reads what the chain reads', async () => {
    for (const calls of executeBatches) {
      expect(await isReadByChain(encodeExecuteBatch(calls))).toBe(true)
    }
  })

  test.each(damagedExecutes.map(({ name, callData }) => [name, callData] as const))(
    'error: refuses %s, as the chain does',
    async (name, callData) => {
      // Of no call, the chain says first that the batch is empty.
      if (name !== 'no call') expect(await isReadByChain(callData)).toBe(false)
      expect(isReadBySdk(callData)).toBe(false)
    },
  )

  test('behavior: agrees with the chain on damaged batches', async () => {
    const honest = executeBatches.slice(0, 4).map(encodeExecuteBatch)
    const word = fc.oneof(
      fc.bigInt({ min: 0n, max: 600n }),
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    )
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('bit' as const), at: fc.nat(), word }),
      fc.record({ kind: fc.constant('word' as const), at: fc.nat(), word }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(64), word }),
      fc.record({ kind: fc.constant('add' as const), at: fc.integer({ min: 1, max: 64 }), word }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...honest),
        fc.array(damage, { maxLength: 2 }),
        async (callData, damages) => {
          const damaged = damages.reduce((data: Hex, { kind, at, word }): Hex => {
            if (kind === 'add') return `${data}${'00'.repeat(at)}`
            if (kind === 'cut') return `0x${data.slice(2, -2 * at || undefined)}`
            if (kind === 'bit') return withBit(data, at % (8 * size(data)))
            const words = Math.floor((size(data) - 4) / 32)
            return withWord(data, 4 + 32 * (at % words), word)
          }, callData)
          // Whether there are no calls or too many comes before the rest on the chain.
          if (countOf(damaged) === 0n || countOf(damaged) > 255n) return
          expect(isReadBySdk(damaged)).toBe(await isReadByChain(damaged))
        },
      ),
      { seed: 7579, numRuns: 400 },
    )
  })

  /** The word in which the number of calls stands. */
  function countOf(callData: Hex): bigint {
    return BigInt(`0x${callData.slice(2 + 2 * 132, 2 + 2 * 164).padEnd(64, '0')}`)
  }
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BaseError,
  concatHex,
  createPublicClient,
  createWalletClient,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  http,
  isHex,
  keccak256,
  RpcRequestError,
  size,
} from 'viem'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { abiRulesSvmAbi } from '../src/abis/generated/index.ts'
import { deploySessionRouter } from '../src/devnet/deploySessionRouter.ts'
import { devAccountIndex, toDevAccount } from '../src/devnet/devAccounts.ts'
import { type Anvil, startAnvil } from '../src/devnet/startAnvil.ts'
import { decodeRefusal } from '../src/errors/decodeRefusal.ts'
import type { Refusal } from '../src/errors/refuse.ts'
import { compileArguments } from '../src/permissions/compileArguments.ts'
import { RuleError } from '../src/permissions/RuleError.ts'
import { abiRules } from '../src/svm/abiRules.ts'
import { SessionDataError } from '../src/svm/SessionDataError.ts'
import { createRandom, type Random } from './fixtures/random.ts'
import { randomFunction } from './fixtures/randomRules.ts'
import { account, stranger, tokenA } from './vectors/fixtures.ts'
import { withBit, withWord } from './vectors/moduleCase.ts'

const folder = mkdtempSync(join(tmpdir(), 'session-router-rules-'))
const seed = Number(process.env.PARITY_SEED ?? 20_260_102)
/** About a third are rules that the SDK would not make. */
const cases = Number(process.env.PARITY_CASES ?? 3000)

let anvil: Anvil
let module: Hex
let client: ReturnType<typeof createPublicClient>

beforeAll(async () => {
  anvil = await startAnvil({ chainId: foundry.id, folder, timeout: 30_000 })
  const transport = http(anvil.rpcUrl, { retryCount: 0 })
  client = createPublicClient({ chain: foundry, transport })
  const deployer = toDevAccount(devAccountIndex.deployer)
  const wallet = createWalletClient({ account: deployer, chain: foundry, transport })
  module = (await deploySessionRouter(wallet)).modules.rules
}, 60_000)

afterAll(async () => {
  await anvil?.process.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Case = {
  readonly sessionData: Hex
  readonly target: Hex
  readonly value: bigint
  readonly data: Hex
  readonly callSpecificData: Hex
}

async function askChain({ sessionData, ...call }: Case): Promise<Refusal | undefined> {
  try {
    await client.call({
      account,
      to: module,
      data: encodeFunctionData({
        abi: abiRulesSvmAbi,
        functionName: 'validateSession',
        args: [account, keccak256('0x'), sessionData, [{ index: 7n, ...call }]],
      }),
    })
    return undefined
  } catch (error) {
    // viem keeps the node's answer in an RpcRequestError.
    const node =
      error instanceof BaseError && error.walk((cause) => cause instanceof RpcRequestError)
    if (!(node instanceof RpcRequestError) || !isHex(node.data)) throw error
    const refusal = decodeRefusal(node.data)
    if (refusal) return refusal
    throw new Error(`The chain reverts with ${node.data}, which is no error of the contracts.`)
  }
}

function askSdk({ sessionData, ...call }: Case): Refusal | undefined {
  const verdict = abiRules.check({ account, data: sessionData, call: { index: 7, ...call } })
  return verdict.allowed ? undefined : verdict.reason
}

const selector: Hex = '0x12345678'

/** A function with rules, and a call that many of them allow; `undefined` for rules that the SDK would not make. */
function makeCase(random: Random): Case | undefined {
  const { inputs, args, rules, proofs } = randomFunction(random, account)
  try {
    const sessionData = abiRules.encode({
      ...{ target: tokenA, selector, valueCap: BigInt(random.below(2)) },
      ...compileArguments(inputs, rules),
    })
    const data = concatHex([selector, encodeAbiParameters(inputs, args)])
    return {
      sessionData,
      target: tokenA,
      value: 0n,
      data,
      callSpecificData: concatHex([...proofs]),
    }
  } catch (error) {
    if (error instanceof RuleError) return undefined
    throw error
  }
}

/** Changes something: mostly of the arguments, sometimes of the rest. */
function damage(random: Random, one: Case): Case {
  const { data, sessionData, callSpecificData } = one
  const words = Math.floor((size(data) - 4) / 32)
  const setWord = (word: bigint) =>
    words < 1 ? one : { ...one, data: withWord(data, 4 + 32 * random.below(words), word) }
  const rule = 41 + random.below(Math.max(1, size(sessionData) - 42))
  const byte = random.bytes(1).slice(2)
  const kinds: readonly (() => Case)[] = [
    () => setWord(BigInt(random.below(8))),
    () => setWord(BigInt(32 * random.below(12))),
    () => setWord(BigInt(random.bytes(32))),
    () => (words < 1 ? one : { ...one, data: withBit(data, random.below(8 * size(data))) }),
    () => ({ ...one, data: `0x${data.slice(2, 2 + 2 * random.below(size(data)))}` }),
    () => ({ ...one, data: `${data}${'00'.repeat(random.pick([1, 32]))}` }),
    () => ({ ...one, sessionData: withBit(sessionData, random.below(8 * size(sessionData))) }),
    () => ({
      ...one,
      sessionData: `0x${sessionData.slice(2, 2 + 2 * rule)}${byte}${sessionData.slice(4 + 2 * rule)}`,
    }),
    () => ({
      ...one,
      sessionData: withBit(sessionData, 8 * 36 + random.below(8 * 7)),
    }),
    () => ({ ...one, callSpecificData: `${callSpecificData}00` }),
    () => ({ ...one, callSpecificData: '0x' }),
    () => ({ ...one, value: BigInt(random.below(3)) }),
    () => ({ ...one, target: stranger }),
  ]
  return random.pick(kinds)()
}

describe('abiRules.check', () => {
  test(
    `default: agrees with the chain on ${cases} random functions, rules and calls`,
    async () => {
      const answers = new Map<string, number>()
      let asked = 0
      for (let i = 0; i < cases; i++) {
        const random = createRandom(seed + i)
        const made = makeCase(random)
        if (made === undefined) continue
        asked++
        let one = made
        for (let left = random.below(3); left > 0; left--) one = damage(random, one)
        const found = askSdk(one)
        expect(found, `case ${seed + i}: ${JSON.stringify(one, stringify)}`).toEqual(
          await askChain(one),
        )
        const name = found?.errorName ?? 'allowed'
        answers.set(name, (answers.get(name) ?? 0) + 1)
      }
      console.info(`seed ${seed}, ${asked} asked:`, Object.fromEntries([...answers].sort()))
      // A generator that no longer reaches most answers proves nothing.
      expect(asked).toBeGreaterThan(cases / 2)
      expect(answers.get('allowed')).toBeGreaterThan(cases / 10)
      expect(answers.size).toBeGreaterThan(14)
    },
    60_000 + 20 * cases,
  )
})

describe('abiRules.decode', () => {
  test('behavior: encode gives back the bytes, and what it refuses is a SessionDataError', () => {
    for (let i = 0; i < cases; i++) {
      const random = createRandom(seed - 1 - i)
      const made = makeCase(random)
      if (made === undefined) continue
      expect(abiRules.encode(abiRules.decode(made.sessionData))).toBe(made.sessionData)
      expect(abiRules.describe({ data: made.sessionData })).not.toMatch(/undefined|NaN|\[object/)
      const { sessionData } = damage(random, made)
      try {
        expect(abiRules.encode(abiRules.decode(sessionData))).toBe(sessionData)
      } catch (error) {
        expect(error).toBeInstanceOf(SessionDataError)
      }
    }
  })
})

const stringify = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)

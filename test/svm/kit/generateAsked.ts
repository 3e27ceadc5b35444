import { type Hex, numberToHex, size } from 'viem'
import type { Limits } from '../../../src/svm/limits.ts'
import type { BatchCall, Usage } from '../../../src/types.ts'
import type { Random } from '../../fixtures/random.ts'
import * as fixtures from '../../vectors/fixtures.ts'
import { type ModuleCase, withBit, withWord } from '../../vectors/moduleCase.ts'
import type { Asked } from './probe.ts'
import { type ModuleUnderTest, moveSpecificData, withLimits } from './suite.ts'

type Case = Omit<ModuleCase, 'module'>

const { account, dex, hop, stranger, tokenA, tokenB, vault } = fixtures
const addresses = [account, dex, hop, stranger, tokenA, tokenB, vault]

/** The cases of a module that its twin allows. */
export function listAllowed({ twin, suite }: ModuleUnderTest): readonly Case[] {
  return suite.cases.filter(
    (one) => twin.checkCalls({ account, data: one.sessionData, calls: [toCall(one, 0)] }).allowed,
  )
}

export function toCall({ target, value, data, callSpecificData }: Case, index: number): BatchCall {
  return { index, target, value, data, callSpecificData }
}

/**
 * Makes a question of a module's cases: one to three calls under one session, damaged in up to three places, after some use of the session.
 * Most damage is small, so that questions end close to both sides of a rule.
 */
export function generateAsked(module: ModuleUnderTest, random: Random): Asked {
  const { cases } = module.suite
  const allowed = listAllowedOnce(module)
  const first = random.pick(random.below(4) > 0 && allowed.length > 0 ? allowed : cases)
  const siblings = cases.filter(({ sessionData }) => sessionData === first.sessionData)
  let index = random.below(3)
  let calls = Array.from({ length: 1 + Math.max(0, random.below(5) - 2) }, (_, i) => {
    const call = toCall(i === 0 ? first : random.pick(siblings), index)
    index += 1 + random.below(2)
    return call
  })
  let { sessionData } = first
  if (random.below(3) === 0) {
    const limited = withLimits(module.twin, sessionData, randomLimits(random))
    if (limited !== undefined) {
      calls = calls.map((call) => ({
        ...call,
        callSpecificData: moveSpecificData(
          module.twin,
          { ...call, sessionData },
          {
            ...{ to: limited, period: 2 },
          },
        ),
      }))
      sessionData = limited
    }
  }
  for (let left = random.below(4); left > 0; left--) {
    if (random.below(5) === 0) sessionData = damageBytes(random, sessionData)
    else {
      const place = random.below(calls.length)
      calls = calls.map((call, i) => (i === place ? damageCall(random, call) : call))
    }
  }
  return { sessionData, calls, usage: randomUsage(random, module.twin.limitsOf(sessionData)) }
}

/** Every allowed case with each word of its calldata at the edges of what a word can be. */
export function listEdges(module: ModuleUnderTest): readonly Asked[] {
  return listAllowedOnce(module).flatMap((one) => {
    const call = toCall(one, 7)
    const words = Math.max(0, Math.floor((size(call.data) - 4) / 32))
    return Array.from({ length: words }, (_, i) =>
      edges.map((word) => ({
        sessionData: one.sessionData,
        calls: [{ ...call, data: withWord(call.data, 4 + 32 * i, word) }],
        usage: { total: 0n, uses: 0 },
      })),
    ).flat()
  })
}

const edges = [0n, 1n, 2n ** 128n, 2n ** 160n, 2n ** 255n, 2n ** 256n - 1n]

/** Words, bits, cuts, values, targets. */
export function damageCall(random: Random, call: BatchCall): BatchCall {
  const { data, callSpecificData } = call
  const words = Math.floor((size(data) - 4) / 32)
  const kinds: readonly (() => BatchCall)[] = [
    () => setWord(random, call, words),
    () => setWord(random, call, words),
    () => setWord(random, call, words),
    () =>
      size(data) === 0 ? call : { ...call, data: withBit(data, random.below(8 * size(data))) },
    () => ({ ...call, data: cut(data, random.below(size(data))) }),
    () => ({ ...call, data: `${data}${'00'.repeat(random.pick([1, 31, 32]))}` }),
    () => ({ ...call, value: BigInt(random.below(8)) }),
    () => ({ ...call, target: random.pick(addresses) }),
    () => ({ ...call, callSpecificData: damageBytes(random, callSpecificData) }),
    () => ({ ...call, callSpecificData: numberToHex(random.below(4), { size: 4 }) }),
  ]
  return random.pick(kinds)()
}

/** Something small, an address, a neighbour of what stood there, or anything. */
function setWord(random: Random, call: BatchCall, words: number): BatchCall {
  if (words < 1) return call
  const position = 4 + 32 * random.below(words)
  const found = BigInt(`0x${call.data.slice(2 + 2 * position, 66 + 2 * position)}`)
  const kinds: readonly (() => bigint)[] = [
    () => random.pick(edges),
    () => BigInt(random.below(300)),
    () => BigInt(32 * random.below(12)),
    () => BigInt(random.pick(addresses)),
    () => BigInt(random.pick(addresses)) | (1n << BigInt(160 + random.below(96))),
    () => BigInt.asUintN(256, found + 1n),
    () => BigInt.asUintN(256, found - 1n),
    () => 1n << BigInt(random.below(256)),
    () => BigInt(random.bytes(32)),
  ]
  return { ...call, data: withWord(call.data, position, random.pick(kinds)()) }
}

function damageBytes(random: Random, data: Hex): Hex {
  const bytes = size(data)
  if (bytes === 0) return random.bytes(1 + random.below(4))
  const place = 2 + 2 * random.below(bytes)
  const kinds: readonly (() => Hex)[] = [
    () => withBit(data, random.below(8 * bytes)),
    () => `0x${data.slice(2, place)}${random.bytes(1).slice(2)}${data.slice(place + 2)}`,
    () => cut(data, random.below(bytes)),
    () => `${data}${random.bytes(1 + random.below(20)).slice(2)}`,
    () => random.bytes(random.below(bytes + 8)),
  ]
  return random.pick(kinds)()
}

function cut(data: Hex, bytes: number): Hex {
  return `0x${data.slice(2, 2 + 2 * bytes)}`
}

/** Small ones, so that sessions are used up. */
export function randomLimits(random: Random): Limits {
  const some = (limit: () => Limits) => (random.below(2) === 0 ? limit() : {})
  const amount = () => BigInt(random.below(random.pick([8, 300])))
  const perPeriod = () => ({
    amount: amount(),
    length: 3600 + random.below(3),
    anchor: random.below(9),
  })
  return {
    ...some(() => ({ perUse: amount() })),
    ...some(() => ({ total: amount() })),
    ...some(() => ({ uses: random.below(4) })),
    ...some(() => ({ perPeriod: perPeriod() })),
  }
}

/** A state that a session can be in: no counter is past its limit, and only what is limited is counted. */
function randomUsage(random: Random, limits: Limits = {}): Usage {
  const { total, uses, perPeriod } = limits
  return {
    total: total === undefined ? 0n : upTo(random, total),
    uses: uses === undefined ? 0 : Number(upTo(random, BigInt(uses))),
    ...(perPeriod
      ? { period: { index: random.below(3), used: upTo(random, perPeriod.amount) } }
      : {}),
  }
}

function upTo(random: Random, most: bigint): bigint {
  const part = random.below(4)
  if (part < 2) return part === 0 ? 0n : most
  return BigInt(random.bytes(16)) % (most + 1n)
}

const allowedOf = new WeakMap<ModuleUnderTest, readonly Case[]>()

function listAllowedOnce(module: ModuleUnderTest): readonly Case[] {
  const known = allowedOf.get(module) ?? listAllowed(module)
  allowedOf.set(module, known)
  return known
}

import {
  decodeFunctionData,
  encodeFunctionData,
  type Hex,
  size,
  slice,
  toFunctionSelector,
} from 'viem'
import { createRandom, type Random } from '../../fixtures/random.ts'
import { account } from '../../vectors/fixtures.ts'
import { withBit, withWord } from '../../vectors/moduleCase.ts'
import { type Check, show } from './check.ts'
import { listAllowed, toCall } from './generateAsked.ts'
import type { Asked } from './probe.ts'
import type { CalledFunctions } from './suite.ts'

/**
 * What a module allows is what every decoder reads: its calldata are exactly what an encoder makes of the arguments that are decoded from
 * them. Asked of allowed calls with one bit or word changed, with bytes cut off or added.
 */
export const checkCanonical: Check = async ({ module, probe, cases, seed }) => {
  const allowed = listAllowed(module)
  const findings: string[] = []
  const asked: Asked[] = []
  const add = (one: (typeof allowed)[number], data: Hex) =>
    asked.push({
      sessionData: one.sessionData,
      calls: [{ ...toCall(one, 0), data }],
      usage: { total: 0n, uses: 0 },
    })
  for (const one of allowed) {
    add(one, one.data)
    for (const data of listEdges(one.data)) add(one, data)
  }
  for (let i = 0; i < cases && allowed.length > 0; i++) {
    const random = createRandom(seed + 1_000_000_000 + i)
    const one = random.pick(allowed)
    add(one, changeOnce(random, one.data))
  }
  const answers = await probe.askEach(asked)
  let accepted = 0
  for (const [i, one] of asked.entries()) {
    if (!answers[i]?.allowed) continue
    accepted++
    const data = one.calls[0]?.data ?? '0x'
    const wrong = findNonCanonical(data, module.suite.functions)
    if (wrong) findings.push(`Allows calldata ${wrong}: ${show({ ...one, account })}.`)
  }
  return { counts: { asked: asked.length, accepted }, findings }
}

/** Bytes that stand nowhere in the function's arguments, and words with their highest bit set. */
function listEdges(data: Hex): readonly Hex[] {
  const words = Math.max(0, Math.floor((size(data) - 4) / 32))
  return [
    `${data}00`,
    `${data}${'00'.repeat(32)}`,
    ...(size(data) > 0 ? [slice(data, 0, size(data) - 1)] : []),
    ...Array.from({ length: words }, (_, i) => withBit(data, 8 * (4 + 32 * i) + 3)),
  ]
}

function changeOnce(random: Random, data: Hex): Hex {
  const bytes = size(data)
  const words = Math.floor((bytes - 4) / 32)
  if (bytes === 0) return random.bytes(1 + random.below(40))
  if (words < 1 || random.below(3) > 0) return withBit(data, random.below(8 * bytes))
  const position = 4 + 32 * random.below(words)
  const found = BigInt(slice(data, position, position + 32))
  const word = random.pick([
    () => found + (1n << BigInt(random.below(256))),
    () => found + 32n,
    () => BigInt(random.bytes(32)),
  ])()
  return withWord(data, position, BigInt.asUintN(256, word))
}

/** Says what is wrong with calldata that no encoder writes; `undefined` if one does. */
function findNonCanonical(data: Hex, { abi, free }: CalledFunctions): string | undefined {
  if (size(data) === 0) return undefined
  if (free !== undefined) return undefined
  const selector = slice(data, 0, Math.min(4, size(data)))
  const named = abi.filter(
    (item) => item.type === 'function' && toFunctionSelector(item) === selector,
  )
  if (named.length === 0) return `of ${selector}, which is no function of its suite`
  try {
    const { functionName, args } = decodeFunctionData({ abi: named, data })
    const again = encodeFunctionData({ abi: named, functionName, args })
    return again === data.toLowerCase() ? undefined : 'that an encoder writes in another way'
  } catch {
    return 'that does not decode'
  }
}

import type { Hex } from 'viem'
import type { Limits } from '../../../src/svm/limits.ts'
import type { BatchCall } from '../../../src/types.ts'
import { createRandom, type Random } from '../../fixtures/random.ts'
import { account } from '../../vectors/fixtures.ts'
import { type Check, show } from './check.ts'
import { damageCall, listAllowed, toCall } from './generateAsked.ts'
import { askUsage, encodeQuestion, idOf, readUsage } from './probe.ts'
import { type ModuleUnderTest, moveSpecificData, withLimits } from './suite.ts'

/** A call that the module allows when its limits are wide, and what it then counts for. */
type Charged = { readonly call: BatchCall; readonly charged: boolean; readonly amount: bigint }

/** What a session has used, as anybody would write it down. */
type Ledger = { total: bigint; uses: number; period: number; inPeriod: bigint }

/**
 * Limits hold under any sequence of calls, batches and periods: the chain allows exactly what a plain account of the session allows. What a
 * call counts for is the twin's word; what adds up, and to how much, is not.
 */
export const checkLimits: Check = async ({ module, probe, cases, seed }) => {
  const allowed = listAllowed(module)
  const findings: string[] = []
  const counts = { operations: 0, allowed: 0, overLimit: 0 }
  for (let i = 0; counts.operations < cases && i < 2 * cases; i++) {
    const random = createRandom(seed + 2_000_000_000 + i)
    const one = random.pick(allowed)
    const known = listKnown(module, one.sessionData)
    const wide = widen(module, { ...one, known })
    // Sessions that only ever allow what counts for nothing have no limits.
    if (wide === undefined) continue
    const calls = listCharged(module, random, { wide, one: { ...one, ...toCall(one, 0) } })
    const limits = pick(limitsAround(random, calls), known)
    const sessionData = withLimits(module.twin, one.sessionData, limits)
    if (calls.length === 0 || sessionData === undefined) continue
    const operations = Array.from({ length: 5 }, () => ({
      period: random.below(4) === 0 ? random.below(4) : 2,
      batch: Array.from({ length: 1 + random.below(3) }, () => random.pick(calls)),
    }))
    const questions = operations.flatMap(({ period, batch }) => [
      {
        to: probe.module,
        data: encodeQuestion(
          {
            sessionData,
            calls: batch.map(({ call }, place) => ({
              ...{ ...call, index: place },
              callSpecificData: moveSpecificData(
                module.twin,
                { sessionData: wide, callSpecificData: call.callSpecificData },
                { to: sessionData, period },
              ),
            })),
          },
          idOf(0),
        ),
      },
      askUsage(probe, idOf(0)),
    ])
    const answers = await probe.askInOrder(questions)
    const ledger: Ledger = { total: 0n, uses: 0, period: 0, inPeriod: 0n }
    for (const [place, { period, batch }] of operations.entries()) {
      const within = enter(ledger, { limits, period, batch })
      const rule = module.twin.checkCalls({
        ...{ account, data: wide, calls: batch.map(({ call }, index) => ({ ...call, index })) },
      })
      const [answer, usage] = answers.slice(2 * place, 2 * place + 2)
      if (!answer || !usage) throw new Error('The probe answers every question.')
      counts.operations++
      if (answer.success) counts.allowed++
      if (!within) counts.overLimit++
      const expected = within !== undefined && rule.allowed
      if (expected && within) Object.assign(ledger, within)
      const found = readUsage(usage)
      const right = answer.success === expected && matches(found, { ledger, limits })
      if (right) continue
      const sequence = show({ limits, operations: operations.slice(0, place + 1) })
      findings.push(
        `${answer.success ? 'Allows' : 'Refuses'} operation ${place + 1}, the session having used ${show(ledger)} by a plain account and ${show(found)} by the module’s: ${sequence}.`,
      )
      break
    }
  }
  return { counts, findings }
}

type LimitName = keyof Limits

/** Limits that never bite. */
const widest: Required<Limits> = {
  perUse: 2n ** 128n - 1n,
  total: 2n ** 104n - 1n,
  uses: 2 ** 24 - 1,
  perPeriod: { amount: 2n ** 96n - 1n, length: 86_400, anchor: 0 },
}

/** The limits that the module knows for this session. */
function listKnown({ twin }: ModuleUnderTest, sessionData: Hex): readonly LimitName[] {
  return (Object.keys(widest) as LimitName[]).filter((name) =>
    withLimits(twin, sessionData, { [name]: widest[name] }),
  )
}

/** The session under limits that count what its calls count for, and never bite; `undefined` if it counts nothing. */
function widen(
  { twin }: ModuleUnderTest,
  { sessionData, known }: { sessionData: Hex; known: readonly LimitName[] },
): Hex | undefined {
  const amounts = known.includes('total') ? 'total' : 'perPeriod'
  const wide = pick(
    widest,
    known.filter((name) => name === amounts || name === 'uses'),
  )
  return Object.keys(wide).length > 0 ? withLimits(twin, sessionData, wide) : undefined
}

function pick(limits: Limits, names: readonly LimitName[]): Limits {
  return Object.fromEntries(names.map((name) => [name, limits[name]]))
}

/** The call itself, and what damage makes of it and the module still allows. */
function listCharged(
  { twin }: ModuleUnderTest,
  random: Random,
  { wide, one }: { wide: Hex; one: BatchCall & { sessionData: Hex } },
): readonly Charged[] {
  const { sessionData, ...call } = one
  const callSpecificData = moveSpecificData(twin, one, { to: wide, period: 0 })
  const calls = [call, ...Array.from({ length: 6 }, () => ({ ...damageCall(random, call) }))].map(
    (damaged) => ({ ...damaged, callSpecificData }),
  )
  return calls.flatMap((damaged) => {
    const answer = twin.check({ account, data: wide, call: damaged })
    if (!answer.allowed) return []
    const { total, uses, period } = answer.usage
    // Whichever the module counts. What counts for nothing in a session without a limit on uses need not be charged.
    const amount = total || (period?.used ?? 0n)
    return [{ call: damaged, charged: uses > 0 || amount > 0n, amount }]
  })
}

/** Limits that some of the calls reach exactly, and others pass by one. */
function limitsAround(random: Random, calls: readonly Charged[]): Limits {
  const amounts = calls.map(({ amount }) => amount)
  const around = (bits: number) => {
    const sum = Array.from({ length: 1 + random.below(5) }, () => random.pick([0n, ...amounts]))
    const exact = sum.reduce((all, amount) => all + amount, BigInt(random.below(3)) - 1n)
    return exact < 0n ? 0n : exact >> BigInt(bits) === 0n ? exact : (1n << BigInt(bits)) - 1n
  }
  const some = (limit: () => Limits) => (random.below(2) === 0 ? limit() : {})
  return {
    ...some(() => ({ perUse: around(128) })),
    ...some(() => ({ total: around(104) })),
    ...some(() => ({ perPeriod: { amount: around(96), length: 86_400, anchor: 0 } })),
    uses: random.below(8),
  }
}

/** What the session has used after an operation; `undefined` if that is too much. */
function enter(
  before: Ledger,
  { limits, period, batch }: { limits: Limits; period: number; batch: readonly Charged[] },
): Ledger | undefined {
  const { perUse, total, uses, perPeriod } = limits
  const after = { ...before }
  if (perPeriod && period < before.period) return undefined
  if (perPeriod && period > before.period) Object.assign(after, { period, inPeriod: 0n })
  for (const { charged, amount } of batch) {
    if (!charged) continue
    after.total += amount
    after.uses++
    after.inPeriod += amount
    if (perUse !== undefined && amount > perUse) return undefined
    if (total !== undefined && after.total > total) return undefined
    if (uses !== undefined && after.uses > uses) return undefined
    if (perPeriod && after.inPeriod > perPeriod.amount) return undefined
  }
  return after
}

/** The module counts only what is limited. */
function matches(
  found: { total: bigint; uses: bigint; period: bigint; usedInPeriod: bigint },
  { ledger, limits }: { ledger: Ledger; limits: Limits },
): boolean {
  return (
    found.total === (limits.total === undefined ? 0n : ledger.total) &&
    found.uses === (limits.uses === undefined ? 0n : BigInt(ledger.uses)) &&
    found.period === (limits.perPeriod ? BigInt(ledger.period) : 0n) &&
    found.usedInPeriod === (limits.perPeriod ? ledger.inPeriod : 0n)
  )
}

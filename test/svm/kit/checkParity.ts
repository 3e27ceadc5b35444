import type { ModuleAnswer } from '../../../src/svm/defineModule.ts'
import { createRandom } from '../../fixtures/random.ts'
import { account } from '../../vectors/fixtures.ts'
import { type Check, show } from './check.ts'
import { generateAsked, listEdges, toCall } from './generateAsked.ts'
import type { Asked, ChainAnswer } from './probe.ts'

/**
 * The twin says what the chain says: allowed or not, the reason with its arguments, the window, and what the session has used then. Of the
 * module's own cases, and of cases made of them by damage.
 */
export const checkParity: Check = async ({ module, probe, cases, seed }) => {
  const { twin, suite } = module
  const unused = { total: 0n, uses: 0 }
  const asked: Asked[] = [
    ...suite.cases.map((one) => ({
      ...{ sessionData: one.sessionData, calls: [toCall(one, 7)], usage: unused },
    })),
    ...listEdges(module),
  ]
  for (let i = 0; i < cases; i++) asked.push(generateAsked(module, createRandom(seed + i)))
  const answers = await probe.askEach(asked)
  const counts: { [what: string]: number } = { asked: asked.length, allowed: 0 }
  const reasons = new Set<string>()
  const findings: string[] = []
  for (const [i, one] of asked.entries()) {
    const { sessionData: data, calls, usage } = one
    const says = toComparable(twin.checkCalls({ account, data, calls, usage }), one)
    const answer = answers[i]
    if (!answer) throw new Error('The probe answers every question.')
    const found = fromChain(answer)
    if (answer.allowed) counts.allowed = (counts.allowed ?? 0) + 1
    else if (answer.error) reasons.add(answer.error.errorName)
    if (show(says) === show(found)) continue
    findings.push(`The twin says ${show(says)}, the chain ${show(found)}, of ${show(one)}.`)
  }
  return { counts: { ...counts, reasons: reasons.size }, findings }
}

/** An answer of the twin, in the order of the fields of the chain's. */
function toComparable(answer: ModuleAnswer, { usage: before }: Asked): unknown {
  if (!answer.allowed) return sortArguments(answer.reason)
  const { usage, window } = answer
  const { index, used } = usage.period ?? before.period ?? { index: 0, used: 0n }
  const { validAfter, validUntil } = window ?? { validAfter: 0, validUntil: 0 }
  return {
    window: (BigInt(validUntil) << 48n) | BigInt(validAfter),
    ...{ total: usage.total, uses: BigInt(usage.uses), period: BigInt(index), usedInPeriod: used },
  }
}

function fromChain(answer: ChainAnswer): unknown {
  if (!answer.allowed) {
    return answer.error ? sortArguments(answer.error) : { revertData: answer.revertData }
  }
  return { window: answer.window, ...answer.usage }
}

function sortArguments({ errorName, args }: { errorName: string; args: object }): unknown {
  // Small numbers are `number`s in one place and `bigint`s in another: both are shown as text.
  const entries = Object.entries(args).map(([name, value]) => [name, `${value}`] as const)
  return { errorName, args: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) }
}

import { wordsOfModules } from '../../../src/errors/wordsOfModules.ts'
import { createRandom } from '../../fixtures/random.ts'
import { account } from '../../vectors/fixtures.ts'
import { type Check, show } from './check.ts'
import { generateAsked, listAllowed, listEdges } from './generateAsked.ts'

/**
 * Whatever a module is asked, it refuses with an error of its ABI: no text, no panic, nothing without data. What is wrong with a call names
 * that call first: one of those asked about, never another. Every error has words.
 */
export const checkErrors: Check = async ({ module, probe, cases, seed }) => {
  const { twin } = module
  // Others than those of parity.
  const asked = [
    ...listEdges(module),
    ...Array.from({ length: cases }, (_, i) =>
      generateAsked(module, createRandom(seed + 500_000_000 + i)),
    ),
  ]
  const sound = new Set(listAllowed(module).map(({ sessionData }) => sessionData))
  const answers = await probe.askEach(asked)
  const findings: string[] = []
  const names = new Set<string>()
  let refused = 0
  for (const [i, one] of asked.entries()) {
    const answer = answers[i]
    if (!answer || answer.allowed) continue
    refused++
    const { error, revertData } = answer
    if (!error) {
      findings.push(`Reverts with ${revertData}, which is no error of its ABI: ${show(one)}.`)
      continue
    }
    names.add(error.errorName)
    const [name, first] = Object.entries(error.args)[0] ?? []
    const indices = one.calls.map(({ index }) => BigInt(index))
    // With data under which calls are allowed, only a call can be wrong.
    const concernsCall = sound.has(one.sessionData) || name === 'call'
    if (concernsCall && !(name === 'call' && indices.includes(BigInt(`${first}`)))) {
      findings.push(`${error.errorName} does not name the call that is wrong: ${show(one)}.`)
      continue
    }
    const { sessionData: data, calls, usage } = one
    const says = twin.checkCalls({ account, data, calls, usage })
    const place = says.allowed ? undefined : calls[says.place]?.index
    if (concernsCall && place !== undefined && first !== BigInt(place)) {
      findings.push(`${error.errorName} names call ${first} instead of ${place}: ${show(one)}.`)
    }
  }
  for (const name of names) {
    if (name in wordsOfModules || name in twin.words) continue
    findings.push(`${name} has no words: they stand in the twin, under \`words\`.`)
  }
  return { counts: { asked: asked.length, refused }, findings }
}

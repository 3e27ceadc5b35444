import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { account } from '../../vectors/fixtures.ts'
import { type Check, show } from './check.ts'
import { compileMutants } from './compileMutants.ts'
import { toCall } from './generateAsked.ts'
import { listMutants } from './listMutants.ts'
import { type Asked, openProbe } from './probe.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/**
 * The module's cases notice every mechanical change of its source: of each mutant, at least one case is answered otherwise than the twin
 * says. What survives is a rule that no case tests, or a mutant that does the same, which the suite lists with the reason.
 */
export const checkMutants: Check = async ({ module, devnet, probe }) => {
  const { twin, suite, source, artifact } = module
  const text = readFileSync(join(root, source), 'utf8')
  const mutants = listMutants(text)
  const codes = compileMutants(source, [{ name: 'the module itself', source: text }, ...mutants])
  const asked: readonly Asked[] = suite.cases.map((one) => ({
    ...{ sessionData: one.sessionData, calls: [toCall(one, 7)], usage: { total: 0n, uses: 0 } },
  }))
  const ask = async (code: NonNullable<(typeof codes)[number]>) =>
    show(await (await openProbe(devnet, artifact, code)).askEach(asked))
  const [own] = codes
  if (!own) throw new Error(`${source} does not compile by itself.`)
  const right = await ask(own)
  const findings: string[] = []
  if (show(await probe.askEach(asked)) !== right) {
    findings.push('The artifact answers otherwise than the source: run `npm run build:artifacts`.')
  }
  const known = suite.equivalentMutants ?? []
  const met = new Set<string>()
  const counts = { mutants: mutants.length, killed: 0, equivalent: 0, notCompiling: 0 }
  for (const [i, { name }] of mutants.entries()) {
    const code = codes[i + 1]
    if (!code) {
      counts.notCompiling++
      continue
    }
    if (code !== own && (await ask(code)) !== right) {
      counts.killed++
      continue
    }
    const excuse = known.find(({ mutant }) => name.includes(mutant))
    if (excuse) {
      counts.equivalent++
      met.add(excuse.mutant)
    } else findings.push(`Survives the ${suite.cases.length} cases: ${name}.`)
  }
  const unmet = known.filter(({ mutant }) => !met.has(mutant))
  findings.push(...unmet.map(({ mutant }) => `No mutant that survives is called ${mutant}.`))
  // The cases themselves hold: else the mutants die of them.
  for (const [i, { sessionData: data, calls }] of asked.entries()) {
    const says = twin.checkCalls({ account, data, calls }).allowed
    const found = (JSON.parse(right)[i] as { allowed: boolean }).allowed
    if (says !== found) findings.push(`Case ${suite.cases[i]?.name}: twin and module differ.`)
  }
  return { counts, findings }
}

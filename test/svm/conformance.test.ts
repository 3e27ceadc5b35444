import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Devnet, startDevnet } from '../../src/devnet/index.ts'
import { type ModuleName, moduleContracts } from '../../src/svm/moduleContracts.ts'
import { type CheckName, checks, formatResults, runKit } from './kit/runKit.ts'
import { loadModule } from './loadModule.ts'

const cases = Number(process.env.SVM_CASES ?? 200)
const seed = Number(process.env.SVM_SEED ?? 20_260_103)

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

// The keys of the list are its names.
const names = Object.keys(moduleContracts) as ModuleName[]

const all = Object.keys(checks) as CheckName[]
/** Too large for the fast way of compiling: `npm run test:svm -- ABIRules --only mutants` takes some minutes. */
const slowMutants: readonly ModuleName[] = ['rules']

describe.each(names)('%s', (name) => {
  test(`default: passes the conformance kit with ${cases} cases`, {
    timeout: 240_000,
  }, async () => {
    const only = slowMutants.includes(name) ? all.filter((check) => check !== 'mutants') : all
    const results = await runKit({ module: loadModule(name), devnet, cases, seed, only })
    console.info(`${name}, seed ${seed}:\n${formatResults(results)}`)
    for (const [check, { findings }] of results) expect(findings, check).toEqual([])
  })
})

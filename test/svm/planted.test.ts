import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Devnet, readArtifact, startDevnet } from '../../src/devnet/index.ts'
import { type CheckName, runKit } from './kit/runKit.ts'
import type { ModuleUnderTest } from './kit/suite.ts'
import { loadModule } from './loadModule.ts'
import { twin } from './planted/poke.ts'
import { suite } from './planted/suite.ts'

const cases = 200
const seed = 20_260_104

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const folder = 'contracts/devnet/badModules'

function plant(contract: string): ModuleUnderTest {
  return {
    twin,
    artifact: readArtifact(`devnet/badModules/${contract}`),
    source: `${folder}/${contract}.sol`,
    suite,
  }
}

/** What is wrong with each, and the check that is there for it; others may notice it, too. */
const planted: readonly (readonly [contract: string, check: CheckName, finding: RegExp])[] = [
  ['PokeRevertsWithText', 'errors', /Reverts with 0x08c379a0/],
  ['PokePanics', 'errors', /Reverts with 0x4e487b71/],
  ['PokeNamesNoCall', 'errors', /ValueNotAllowed does not name the call/],
  ['PokeReadsClock', 'trace', /\[OP-011\]/],
  ['PokeCountsForStrangers', 'strangers', /when others ask too/],
  ['PokeChargesNothing', 'limits', /Allows operation/],
  ['PokeTakesDirtyAddress', 'canonical', /writes in another way/],
  ['PokeTakesTrailingBytes', 'canonical', /writes in another way/],
  ['PokeTakesAnybody', 'parity', /The twin says .*RecipientNotAllowed/],
]

describe('runKit', () => {
  test('default: the planted module that keeps every rule passes', async () => {
    const results = await runKit({ module: plant('PokeSVM'), devnet, cases, seed })
    expect(results.size).toBe(7)
    for (const [check, { counts, findings }] of results) {
      expect(findings, check).toEqual([])
      expect(Math.max(...Object.values(counts)), check).toBeGreaterThan(0)
    }
  })

  test.each(planted)('error: %s is caught by %s', async (contract, check, finding) => {
    const results = await runKit({ module: plant(contract), devnet, cases, seed, only: [check] })
    expect(results.get(check)?.findings.join('\n')).toMatch(finding)
  })

  test('error: of a case that is left out, a mutant survives', async () => {
    const module = plant('PokeSVM')
    const without = (name: string) => suite.cases.filter((one) => one.name !== name)
    const run = async (left: ModuleUnderTest['suite']['cases']) => {
      const tested = { ...module, suite: { ...suite, cases: left } }
      const only = ['mutants'] as const
      return (await runKit({ module: tested, devnet, cases, seed, only })).get('mutants')?.findings
    }
    expect(await run(suite.cases)).toEqual([])
    expect(await run(without('poke: another target'))).toEqual([
      expect.stringContaining('`call.requireTarget(rule.packedAddressAt(0));` → ``'),
    ])
  })

  test('error: an error without words', async () => {
    const module = loadModule('approve')
    const wordless = { ...module, twin: { ...module.twin, words: {} } }
    const results = await runKit({ module: wordless, devnet, cases, seed, only: ['errors'] })
    expect([...(results.get('errors')?.findings ?? [])].sort()).toEqual([
      expect.stringContaining('AllowanceLeft has no words'),
      expect.stringContaining('SpenderNotAllowed has no words'),
    ])
  })

  test('error: an artifact of another source', async () => {
    const module = { ...plant('PokeSVM'), artifact: plant('PokeTakesAnybody').artifact }
    const results = await runKit({ module, devnet, cases, seed, only: ['mutants'] })
    expect(results.get('mutants')?.findings).toEqual([expect.stringContaining('build:artifacts')])
  })

  test('error: the chain refuses what the twin allows', async () => {
    // Its calls have another selector.
    const artifact = readArtifact('contracts/ERC20TransferSVM')
    const module = { ...plant('PokeSVM'), artifact }
    const results = await runKit({ module, devnet, cases, seed, only: ['trace'] })
    expect(results.get('trace')?.findings[0]).toContain('what the twin allows')
  })

  test('behavior: every planted module is named here', () => {
    const files = readdirSync(join(import.meta.dirname, '../..', folder))
    const named = files.filter((file) => file.startsWith('Poke')).map((file) => file.slice(0, -4))
    expect(['PokeSVM', ...planted.map(([contract]) => contract)].sort()).toEqual(named.sort())
  })
})

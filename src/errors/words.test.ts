import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AbiParameter } from 'viem'
import { describe, expect, test } from 'vitest'
import * as generated from '../abis/generated/index.ts'
import { readPackageArtifact } from '../devnet/readArtifact.ts'
import { describeRefusal } from './describeRefusal.ts'
import { describeVerdict, wordsOfVerdicts } from './describeVerdict.ts'
import type { Refusal } from './refuse.ts'
import { words } from './words.ts'
import { wordsOfEntryPoint } from './wordsOfEntryPoint.ts'
import { foreignAbi, wordsOfForeign } from './wordsOfForeign.ts'

const errors = Object.values(generated)
  .flatMap((abi) => (Array.isArray(abi) ? abi : []))
  .filter((item) => item.type === 'error')

function toSample({ type }: AbiParameter): unknown {
  if (type === 'address') return '0x00000000000000000000000000000000000000A1'
  if (type.startsWith('bytes')) return '0x01020304'
  return /^uint(8|16|32|48)$/.test(type) ? 1 : 1n
}

describe('words', () => {
  test('default: has words for exactly the errors of the contracts', () => {
    expect(Object.keys(words).sort()).toEqual([...new Set(errors.map(({ name }) => name))].sort())
  })
})

describe('wordsOfVerdicts', () => {
  /** Only what a chain says, and `decodeRouting`, which reads as a router does. */
  const chains = /routing\/decode(Routing|Sessions|Proof)|routing\/createCursor|errors\//

  test('default: has words for every refusal that this side makes, and for nothing that no module or routing makes', () => {
    const source = join(import.meta.dirname, '..')
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.includes('.test.') && !chains.test(name),
    )
    const made = files.flatMap((name) =>
      [
        ...readFileSync(join(source, name), 'utf8').matchAll(/(?:refuse\(|otherwise: )'(\w+)'/g),
      ].map(([, errorName]) => errorName ?? ''),
    )
    expect(made.length).toBeGreaterThan(20)
    expect([...new Set(made)].filter((name) => !(name in wordsOfVerdicts))).toEqual([])
  })

  test('default: has words for every error of every module', () => {
    const ofModules = Object.entries(generated)
      .filter(([name]) => name.endsWith('SvmAbi'))
      .flatMap(([, abi]) => (Array.isArray(abi) ? abi : []))
      .filter((item) => item.type === 'error')
      .map(({ name }) => name)
    expect(ofModules.length).toBeGreaterThan(20)
    expect(ofModules.filter((name) => !(name in wordsOfVerdicts))).toEqual([])
  })

  test('behavior: says the same as describeRefusal', () => {
    const refusal = { errorName: 'BatchEmpty', args: {} } as const
    expect(describeVerdict(refusal)).toEqual(describeRefusal(refusal))
    const other = { errorName: 'GrantCountZero', args: {} } as const
    expect(describeVerdict(other).sentence).toContain('GrantCountZero')
  })
})

describe('wordsOfForeign', () => {
  test('default: has words for exactly the errors of its ABI', () => {
    expect(Object.keys(wordsOfForeign)).toEqual(foreignAbi.map(({ name }) => name))
  })

  test.each(foreignAbi)('default: $name', ({ name, inputs }) => {
    const { sentence, fix } = wordsOfForeign[name]?.(inputs.map(toSample)) ?? {}
    for (const text of [sentence, fix]) {
      expect(text).toMatch(/[.]$/)
      expect(text).not.toMatch(/undefined|\[object|NaN/)
    }
  })
})

describe('wordsOfEntryPoint', () => {
  const packages = [
    '@account-abstraction/contracts',
    'account-abstraction-0.7',
    'account-abstraction-0.8',
  ]
  test.each(packages)('default: has words for every code in the EntryPoint of %s', (name) => {
    const { bytecode } = readPackageArtifact(`${name}/artifacts/EntryPoint.json`)
    const text = Buffer.from(bytecode.slice(2), 'hex').toString('latin1')
    const codes = new Set(text.match(/AA\d\d(?= )/g))
    expect(codes.size).toBeGreaterThan(20)
    expect([...codes].filter((code) => !(code in wordsOfEntryPoint))).toEqual([])
  })
})

describe('describeRefusal', () => {
  test.each(errors.map((error) => [error.name, error] as const))('default: %s', (name, error) => {
    const inputs: readonly AbiParameter[] = error.inputs
    const args = Object.fromEntries(inputs.map((input) => [input.name, toSample(input)]))
    const { sentence, fix } = describeRefusal({ errorName: name, args } as Refusal)
    for (const text of [sentence, fix]) {
      expect(text).toMatch(/[.]$/)
      expect(text).not.toMatch(/undefined|\[object|NaN/)
    }
  })

  test('behavior: says what to do by the status that was found', () => {
    const id = `0x${'11'.repeat(32)}` as const
    const fixOf = (found: number, allowed: number) =>
      describeRefusal({ errorName: 'GrantStatusWrong', args: { id, found, allowed } }).fix
    expect(fixOf(0, 1)).toContain('enable')
    expect(fixOf(2, 1)).toContain('new one')
    expect(fixOf(1, 0)).toContain('already')
  })
})

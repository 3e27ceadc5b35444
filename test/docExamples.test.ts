import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as viem from 'viem'
import * as accountAbstraction from 'viem/account-abstraction'
import * as accounts from 'viem/accounts'
import { afterAll, describe, expect, test, vi } from 'vitest'
import * as sdk from '../src/index.ts'
import * as node from '../src/node/index.ts'
import { listDocumented } from './docExamples/listExamples.ts'
import { values as given, valuesOf } from './docExamples/values.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.devnet', `doc-examples-${process.pid}`)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const documented = ['src/index.ts', 'src/node/index.ts'].flatMap((entry) =>
  listDocumented(join(root, entry)),
)
const values = documented.filter(({ isType }) => !isType)
const types = documented.filter(({ isType }) => isType).map(({ name }) => name)

/** Where a name that an example uses comes from; the first that has it. */
const sources = [
  { from: 'session-router', names: new Set([...Object.keys(sdk), ...types]) },
  { from: 'session-router/node', names: new Set(Object.keys(node)) },
  { from: 'viem', names: new Set([...Object.keys(viem), 'Address', 'Hex']) },
  { from: 'viem/accounts', names: new Set(Object.keys(accounts)) },
  { from: 'viem/account-abstraction', names: new Set(Object.keys(accountAbstraction)) },
]

const onlyTypes = new Set([...types, 'Address', 'Hex'])

/** An example as a file of its own: imports for what it uses, and everything else from `context.ts`. */
function toFile(code: string): string {
  // A name after a dot is a member, and one before a colon a field.
  const words = [...code.matchAll(/(?<!(?<!\.\.)\.|[\w'`-])([A-Za-z]\w*)\b(?!['`]|\s*:)/g)].map(
    ([, word = '']) => word,
  )
  const taken = new Set<string>()
  const imports = sources.map(({ from, names }) => {
    const used = [...new Set(words)].filter((word) => names.has(word) && !taken.has(word))
    for (const word of used) taken.add(word)
    const list = used.map((word) => (onlyTypes.has(word) ? `type ${word}` : word)).join(', ')
    return used.length === 0 ? '' : `import { ${list} } from '${from}'\n`
  })
  const body = code.replace(/^import .*\n/gm, '')
  return `${imports.join('')}export async function example() {\n${body}}\n`
}

/** What takes a chain, a browser or a file: such examples are only compiled. */
const asksMore =
  /\b(\w*[cC]lient|session|store|navigator|indexedDB|localStorage|created|keyPair|bootstrap|\w+KeyFile|fileStorage)\b/

describe('documentation', () => {
  test('default: stands above every export, with an example above every one that is a value', () => {
    expect(values.length).toBeGreaterThan(100)
    expect(values.filter(({ comment }) => comment === '').map(({ name }) => name)).toEqual([])
    expect(values.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual(
      [],
    )
  })

  test('behavior: each example uses what it is an example of', () => {
    const without = values.filter(
      ({ name, examples }) => !examples.some((code) => new RegExp(`\\b${name}\\b`).test(code)),
    )
    expect(without.map(({ name }) => name)).toEqual([])
  })

  test('behavior: every example compiles', () => {
    mkdirSync(folder, { recursive: true })
    for (const { name, file, examples } of values) {
      examples.forEach((code, i) => {
        const path = join(folder, `${name}.${basename(file, '.ts')}.${i}.ts`)
        writeFileSync(path, toFile(code))
      })
    }
    writeFileSync(join(folder, 'broken.ts'), toFile('createGrant({ key: 1 })\n'))
    const options = { noUnusedLocals: false, rootDir: '../..' }
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: options,
      include: ['.', '../../test/docExamples/context.ts'],
      exclude: [],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const found = compile().filter((line) => !line.includes('broken.ts'))
    expect(found).toEqual([])
    // One that is wrong on purpose: the compiler has looked.
    expect(compile().some((line) => line.includes('broken.ts'))).toBe(true)
  }, 120_000)

  const pure = values.flatMap(({ name, file, examples }) =>
    examples
      .map((code, i) => ({ name, code, file: `${name}.${basename(file, '.ts')}.${i}.run.ts` }))
      .filter(({ code }) => !asksMore.test(code)),
  )

  test('behavior: most examples ask no chain', () => {
    expect(pure.length).toBeGreaterThan(100)
  })

  test.each(pure)('behavior: the example of $name runs ($file)', async ({ name, code, file }) => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => {})
    mkdirSync(folder, { recursive: true })
    const here = { 'session-router': 'src/index.ts', 'session-router/node': 'src/node/index.ts' }
    const text = Object.entries(here).reduce(
      (text, [from, path]) => text.replaceAll(`'${from}'`, `'${join(root, path)}'`),
      toFile(code),
    )
    writeFileSync(join(folder, file), text)
    Object.assign(globalThis, given, valuesOf[name])
    const { example } = await import(join(folder, file))
    await example()
    print.mockRestore()
  })
})

/** The compiler's complaints. */
function compile(): readonly string[] {
  try {
    execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', folder], { encoding: 'utf8' })
    return []
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error)) throw error
    return `${error.stdout}`.split('\n').filter((line) => line.includes('error TS'))
  }
}

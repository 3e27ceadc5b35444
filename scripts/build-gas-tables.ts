/**
 * Writes the tables of docs/gas.md from the committed snapshots: `npm run build:gas-tables`; with `--check` it compares
 * instead, and fails where they differ.
 */
import { readFile, writeFile } from 'node:fs/promises'
import {
  type Table,
  toGatesTable,
  toGrantingTable,
  toNexusTable,
  toQuotedTable,
  toRollupTable,
  toSideBySideTable,
} from './bench-gas/benchTables.ts'
import { checkGates } from './bench-gas/gates.ts'
import type { Bench } from './bench-gas/runBench.ts'

type Snapshot = Readonly<Record<string, string>>

const path = 'docs/gas.md'
const routers = ['v0.6', 'ERC-7579']

const readSnapshot = async (name: string): Promise<Snapshot> =>
  JSON.parse(await readFile(`snapshots/${name}.json`, 'utf8'))

/** The figure of a key: `1,234`. */
function figureOf(snapshot: Snapshot, key: string): string {
  const figure = snapshot[key]
  if (figure === undefined) throw new Error(`The snapshots have no “${key}”. Run forge test.`)
  return Number(figure).toLocaleString('en-US')
}

/** Pads the cells, so that the formatted file and the written one are the same. */
function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

const figuresOf = (snapshot: Snapshot, key: string) =>
  routers.map((router) => figureOf(snapshot, `${router}: ${key}`))

function toFrameTable(frame: Snapshot, bytes: Snapshot): string {
  const keys = ['2^2', '2^7', '2^14'].flatMap((tree) =>
    ['self-paid', 'sponsored'].flatMap((payment) =>
      ['first use', 'steady use'].map((use) => `seed flow, tree of ${tree}, ${payment}, ${use}`),
    ),
  )
  const measured = [...keys, 'seed flow, enabling its grant'].filter(
    (key) => `v0.6: ${key}` in frame,
  )
  const rows = measured.map((key) => [
    key,
    ...figuresOf(frame, key),
    figuresOf(bytes, key).join(' / '),
  ])
  return toTable(['operation', ...routers, 'signature bytes'], rows)
}

function toCallsTable(frame: Snapshot): string {
  const rows = [1, 2, 3, 5, 10].map((count) => {
    const calls = count === 1 ? '1 call' : `${count} calls`
    const key = `${calls} of one session, tree of 2^7, self-paid, steady use`
    return [String(count), ...figuresOf(frame, key)]
  })
  return toTable(['calls', ...routers], rows)
}

function toLedgerTable(ledger: Snapshot): string {
  const prefix = `${routers[0]}: `
  const keys = Object.keys(ledger).filter((key) => key.startsWith(prefix))
  const rows = keys.map((key) => key.slice(prefix.length)).sort()
  return toTable(
    ['call', ...routers],
    rows.map((key) => [key, ...figuresOf(ledger, key)]),
  )
}

function toModulesTable(modules: Snapshot): string {
  const further = ', each further call'
  const rows = Object.keys(modules)
    .filter((key) => !key.endsWith(further))
    .map((key) => {
      const next = `${key}${further}`
      return [key, figureOf(modules, key), next in modules ? figureOf(modules, next) : '']
    })
  return toTable(['call under a session', 'gas', 'each further call'], rows)
}

const toRulesTable = (rules: Snapshot): string =>
  toTable(
    ['call under ABI rules', 'gas'],
    Object.keys(rules).map((key) => [key, figureOf(rules, key)]),
  )

const toKeysTable = (keys: Snapshot): string =>
  toTable(
    ['seed flow, signed with', ...routers],
    ['P-256, real', 'P-256, stub', 'WebAuthn, real', 'WebAuthn, stub'].map((key) => [
      key,
      ...figuresOf(keys, `seed flow, ${key}`),
    ]),
  )

/** Puts a table between its two markers. */
function fill(text: string, name: string, table: string): string {
  const [start, end] = [`<!-- table: ${name} -->`, '<!-- end -->']
  const from = text.indexOf(start)
  const to = text.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`${path} has no “${start} … ${end}”.`)
  return `${text.slice(0, from)}${start}\n\n${table}\n\n${text.slice(to)}`
}

const [frame, bytes, ledger, modules, rules, keys] = await Promise.all(
  ['frame', 'signature bytes', 'ledger', 'modules', 'rules', 'keys'].map(readSnapshot),
)
if (!frame || !bytes || !ledger || !modules || !rules || !keys)
  throw new Error('A snapshot is missing.')
const found = await readFile(path, 'utf8')
let text = fill(found, 'frame', toFrameTable(frame, bytes))
text = fill(text, 'calls', toCallsTable(frame))
text = fill(text, 'ledger', toLedgerTable(ledger))
text = fill(text, 'modules', toModulesTable(modules))
text = fill(text, 'rules', toRulesTable(rules))
text = fill(text, 'keys', toKeysTable(keys))
const bench = JSON.parse(await readFile('snapshots/bench.json', 'utf8')) as Bench
const prices = { l1Price: 10n ** 9n, l2Price: 10n ** 6n }
const benchTables: Readonly<Record<string, Table>> = {
  'side by side': toSideBySideTable(bench),
  'ERC-7579': toNexusTable(bench),
  granting: toGrantingTable(bench),
  quoted: toQuotedTable(),
  rollup: toRollupTable(bench, prices),
  gates: toGatesTable(checkGates(bench)),
}
for (const [name, { head, rows }] of Object.entries(benchTables)) {
  text = fill(text, name, toTable(head, rows))
}
if (!process.argv.includes('--check')) await writeFile(path, text)
else if (text !== found) {
  console.error(`${path} differs from the snapshots. Run: npm run build:gas-tables`)
  process.exit(1)
}

// Gas side by side with the original Batched Session Router, on one chain. Figures on stdout, progress on stderr.
//   --json               the run as JSON instead of tables
//   --check              exits with 1 if a figure differs from snapshots/bench.json by more than noise, or a gate is lost that is met there
//   --write              writes snapshots/bench.json; then run build:gas-tables
//   --svg path           writes the chart
//   --l1-gwei, --l2-gwei prices for the rollup's table; 1 and 0.001 by default
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseGwei } from 'viem'
import { benchChart } from './bench-gas/benchChart.ts'
import {
  type Table,
  toFloorRatio,
  toGatesTable,
  toGrantingTable,
  toNexusTable,
  toQuotedTable,
  toRollupTable,
  toSideBySideTable,
} from './bench-gas/benchTables.ts'
import { compareBench } from './bench-gas/compareBench.ts'
import { checkGates, findLostGates } from './bench-gas/gates.ts'
import { type Bench, runBench } from './bench-gas/runBench.ts'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    svg: { type: 'string' },
    'l1-gwei': { type: 'string', default: '1' },
    'l2-gwei': { type: 'string', default: '0.001' },
  },
})
const snapshot = join(import.meta.dirname, '..', 'snapshots', 'bench.json')
const prices = { l1Price: parseGwei(options['l1-gwei']), l2Price: parseGwei(options['l2-gwei']) }

const bench = await runBench((line) => process.stderr.write(`${line}\n`))
const gates = checkGates(bench)
if (options.json) console.log(JSON.stringify({ bench, gates }, null, 1))
else {
  const tables = [
    toSideBySideTable(bench),
    toNexusTable(bench),
    toGrantingTable(bench),
    toQuotedTable(),
    toRollupTable(bench, prices),
    toGatesTable(gates),
  ]
  for (const table of tables) printTable(table)
  console.log(`\nSeed flow at 2^7, ours over the computed floor (quoted): ${toFloorRatio(bench)}`)
}
if (options.svg) writeFileSync(options.svg, benchChart(bench))
if (options.write) writeFileSync(snapshot, `${JSON.stringify(bench, null, 1)}\n`)
if (options.check) {
  const committed = JSON.parse(readFileSync(snapshot, 'utf8')) as Bench
  const moved = compareBench(committed, bench)
  for (const line of moved) console.error(`moved: ${line}`)
  const lost = findLostGates(checkGates(committed), gates)
  for (const { gate, wanted, found, ok } of gates) {
    if (!ok) console.error(`gate not met: ${gate}: wanted at most ${wanted}, found ${found}`)
  }
  for (const gate of lost) console.error(`lost: ${gate}`)
  if (moved.length > 0) console.error('If that is meant: npm run bench:gas -- --write')
  if (moved.length + lost.length > 0) process.exitCode = 1
}

function printTable({ title, head, rows }: Table) {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  console.log(`\n${title}`)
  for (const row of all) {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? ''
      return column === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    console.log(`  ${cells.join('  ')}`)
  }
}

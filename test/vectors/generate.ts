// Writes the vectors that Solidity and TypeScript both read: `npx tsx test/vectors/generate.ts`. Inputs are fixed, so a change
// of a file is a change of a format. Keys stand in alphabetical order, as forge reads structs.
//
// routing.json: `grantId` and `sessionsRoot` are the first grant's; `grantIds` are those of all grants of the routing, in its order.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderVectors } from './renderVectors.ts'

const check = process.argv.includes('--check')
let stale = false
for (const [name, text] of Object.entries(await renderVectors())) {
  const path = join(import.meta.dirname, `${name}.json`)
  if (!check) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    stale = true
    process.stderr.write(`${name}.json is not what the SDK computes\n`)
  }
}
process.exitCode = stale ? 1 : 0

// Writes the vectors that Solidity and TypeScript both read: `npx tsx test/vectors/generate.ts`. Inputs are fixed, so a change
// of a file is a change of a format. Keys stand in alphabetical order, as forge reads structs.
//
// routing.json: `grantId` and `sessionsRoot` are the first grant's; `grantIds` are those of all grants of the routing, in its order.
//
// approvals.json, an object for each entry of each list that an owner signed: `chainId`, `ledger`, `epoch`, `grantId` are the entry's own,
// `position` is its place in the list; `otherChainIds`, `otherLedgers`, `otherEpochs`, `otherIds` are the other entries, in the order of the
// list; `entryHashes` are the struct hashes of all entries, in the order of the list; `digest` is what `owner` signed as `signature` (r, s, v,
// without an account's own wrapper) for `account`, until `deadline`.
//
// renouncing.json: `digest` is what the session key `key` signed as `signature` (r, s, v) to give up the grant `grantId` of `account` on the
// chain `chainId`, in the ledger `ledger`.
//
// encoders.json: a batch of calls, as viem (through the SDK) and ethers write it, for a modular account and for an ERC-7579 one.
//
// execute.json: `batches` have `callData` of an ERC-7579 account and its `calls`; `damaged` have `callData` that is no canonical batch.
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

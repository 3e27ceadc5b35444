// What the SDK costs a developer's machine, against others in the same run. Exits with 1 if a promise is not kept.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { benchSignatures } from './bench-sdk/benchSignatures.ts'
import { benchTrees, leafCount, type TreeTimes } from './bench-sdk/benchTrees.ts'

const failures: string[] = []

function promise(what: string, found: number, kept: boolean, allowed: string) {
  console.log(`  ${kept ? 'ok  ' : 'FAIL'} ${what}: ${found.toFixed(2)} (${allowed})`)
  if (!kept) failures.push(what)
}

console.log('A session operation of three calls, milliseconds (median of 5):')
const signatures = await benchSignatures()
for (const [name, ms] of signatures) console.log(`  ${ms.toFixed(3).padStart(8)}  ${name}`)
const ecdsa = signatures.get('ecdsa') ?? Number.NaN
for (const [name, ms] of signatures) {
  if (name === 'ecdsa') continue
  const most = name.startsWith('stub') ? 1 : 3
  promise(`${name}, in ECDSA signatures`, ms / ecdsa, ms / ecdsa <= most, `at most ${most}`)
}

console.log(`\nA tree of ${leafCount} leaves with all its proofs, seconds (median of 5):`)
const trees = benchTrees()
const sum = ({ build, proofs }: TreeTimes) => build + proofs
for (const [name, times] of Object.entries(trees)) {
  const [build, proofs] = [times.build.toFixed(2), times.proofs.toFixed(2)]
  console.log(`  ${build.padStart(8)} + ${proofs.padStart(8)}  ${name}`)
}
const faster = sum(trees.openZeppelin) / sum(trees.ours)
promise('times faster than OpenZeppelin’s', faster, faster >= 15, 'at least 15')
const fastest = sum(trees.merkletreejs) / sum(trees.ours)
promise('times faster than merkletreejs', fastest, fastest >= 15, 'at least 15')

const script = join(import.meta.dirname, 'bench-sdk', 'treeMemory.ts')
const args = ['--expose-gc', '--import', 'tsx', script]
const memory = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
const kept = memory.kept / 1e6
promise('MB kept, with all proofs', kept, kept < 200, 'below 200')

if (failures.length > 0) process.exit(1)

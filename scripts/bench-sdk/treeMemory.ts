// Run by itself with --expose-gc: prints how many bytes a tree of 100,000 leaves with all its proofs takes.
import { buildTree, proveLeaves } from '../../src/grant/tree.ts'
import { makeLeaves } from './benchTrees.ts'

const taken = () => {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const leaves = makeLeaves()
globalThis.gc?.()
const before = taken()
const peakBefore = process.resourceUsage().maxRSS
const tree = buildTree(leaves)
const proofs = leaves.map((_, i) => proveLeaves(tree, [i]))
const peak = (process.resourceUsage().maxRSS - peakBefore) * 1024
globalThis.gc?.()
const kept = taken() - before
// Named after the count, so that nothing is collected before.
console.log(JSON.stringify({ kept, peak, nodes: tree.length, proofs: proofs.length }))

// Run by itself with --expose-gc: prints how many bytes a tree of 100,000 leaves with all its proofs takes.
import type { Hex } from 'viem'
import { buildTree, proveLeaves } from '../../src/grant/tree.ts'
import { makeLeaves } from './benchTrees.ts'

const taken = () => {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

// Written out and read again: the engine keeps a text that was just put together in its many parts.
const leaves: Hex[] = JSON.parse(JSON.stringify(makeLeaves()))
globalThis.gc?.()
const before = taken()
const tree = buildTree(leaves)
const proofs = leaves.map((_, i) => proveLeaves(tree, [i]))
globalThis.gc?.()
const kept = taken() - before
// Named after the count, so that nothing is collected before.
console.log(JSON.stringify({ kept, nodes: tree.length, proofs: proofs.length }))

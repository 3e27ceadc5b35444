import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import { MerkleTree } from 'merkletreejs'
import { type Hex, keccak256, numberToHex } from 'viem'
import { buildTree, proveLeaves, rootOf } from '../../src/grant/tree.ts'
import { median } from './measure.ts'

export const leafCount = 100_000

/** How many proofs of the others are made; the rest is reckoned, because it would take many minutes. */
const sampled = { openZeppelin: 500, merkletreejs: 50 }

/** Seconds. */
export type TreeTimes = { readonly build: number; readonly proofs: number }

export const makeLeaves = (): Hex[] =>
  Array.from({ length: leafCount }, (_, i) => keccak256(numberToHex(i)))

/** Builds trees of 100,000 leaves with all proofs, by this SDK and by two libraries. */
export function benchTrees(rounds = 5) {
  const leaves = makeLeaves()
  const runs = Array.from({ length: rounds }, () => ({
    ours: timeOurs(leaves),
    openZeppelin: timeOpenZeppelin(leaves),
    merkletreejs: timeMerkletreejs(leaves),
  }))
  const of = (name: keyof (typeof runs)[number]): TreeTimes => ({
    build: median(runs.map((run) => run[name].build)),
    proofs: median(runs.map((run) => run[name].proofs)),
  })
  return { ours: of('ours'), openZeppelin: of('openZeppelin'), merkletreejs: of('merkletreejs') }
}

function timeOurs(leaves: readonly Hex[]): TreeTimes {
  const [build, tree] = time(() => buildTree(leaves))
  if (rootOf(tree).length !== 66) throw new Error('There is no root.')
  const [proofs] = time(() => leaves.map((_, i) => proveLeaves(tree, [i])))
  return { build, proofs }
}

function timeOpenZeppelin(leaves: Hex[]): TreeTimes {
  const [build, tree] = time(() => SimpleMerkleTree.of(leaves, { sortLeaves: false }))
  if (tree.root !== rootOf(buildTree(leaves))) throw new Error('The trees differ.')
  const count = sampled.openZeppelin
  const [proofs] = time(() => spread(count).map((i) => tree.getProof(i)))
  return { build, proofs: (proofs * leafCount) / count }
}

function timeMerkletreejs(leaves: readonly Hex[]): TreeTimes {
  const hash = (data: Uint8Array) => Buffer.from(keccak256(data, 'bytes'))
  const [build, tree] = time(() => new MerkleTree([...leaves], hash, { sortPairs: true }))
  const count = sampled.merkletreejs
  const [proofs] = time(() => spread(count).map((i) => tree.getHexProof(leaves[i] ?? '0x')))
  return { build, proofs: (proofs * leafCount) / count }
}

/** Leaf numbers from one end of the tree to the other: one of the libraries looks for the leaf from the start. */
function spread(count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor((i * leafCount) / count))
}

function time<value>(run: () => value): [number, value] {
  const started = performance.now()
  const value = run()
  return [(performance.now() - started) / 1000, value]
}

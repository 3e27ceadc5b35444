import fc from 'fast-check'
import { type Hex, keccak256, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { hashPair } from './hash.ts'
import { buildTree, computeRoot, proveLeaves, rootOf, TreeError } from './tree.ts'

const makeLeaves = (count: number) =>
  Array.from({ length: count }, (_, i) => keccak256(toHex(`leaf ${i}`)))

/** A tree's size, and a set of its leaves. */
const anySelection = fc.integer({ min: 1, max: 70 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    indices: fc
      .subarray(
        Array.from({ length: count }, (_, i) => i),
        { minLength: 1 },
      )
      .map((indices) => indices.sort((a, b) => a - b)),
  }),
)

describe('buildTree', () => {
  test('default: leaf k stands at 2n−2−k, children of i at 2i+1 and 2i+2', () => {
    const leaves = makeLeaves(5)
    const tree = buildTree(leaves)
    expect(tree).toHaveLength(9)
    leaves.forEach((leaf, k) => {
      expect(tree[8 - k]).toBe(leaf)
    })
    for (let i = 0; i < 4; i++) {
      expect(tree[i]).toBe(hashPair(tree[2 * i + 1] as Hex, tree[2 * i + 2] as Hex))
    }
  })

  test('behavior: the root of one leaf is the leaf', () => {
    const [leaf] = makeLeaves(1)
    expect(rootOf(buildTree([leaf as Hex]))).toBe(leaf)
  })

  test('error: refuses an empty tree', () => {
    expect(() => buildTree([])).toThrow(TreeError)
  })
})

describe('proveLeaves', () => {
  test('default: every selection leads to the root', () => {
    fc.assert(
      fc.property(anySelection, ({ count, indices }) => {
        const leaves = makeLeaves(count)
        const tree = buildTree(leaves)
        const proof = proveLeaves(tree, indices)
        const proven = indices.map((index) => leaves[index] as Hex)
        expect(proof.flags).toHaveLength(indices.length + proof.nodes.length - 1)
        expect(computeRoot({ leaves: proven, ...proof })).toBe(rootOf(tree))
      }),
      { numRuns: 500 },
    )
  })

  test('behavior: neighbours share most of their proof', () => {
    const tree = buildTree(makeLeaves(64))
    expect(proveLeaves(tree, [0, 1, 2, 3]).nodes).toHaveLength(4)
    expect(proveLeaves(tree, [0, 16, 32, 48]).nodes).toHaveLength(16)
  })

  test('error: refuses leaves that are not there, not ascending, or none', () => {
    const tree = buildTree(makeLeaves(4))
    for (const indices of [[], [4], [-1], [1, 1], [2, 1], [0.5]]) {
      expect(() => proveLeaves(tree, indices)).toThrow(TreeError)
    }
  })
})

describe('computeRoot', () => {
  test('behavior: one bit of damage never leads to the root', () => {
    fc.assert(
      fc.property(anySelection, fc.nat(), ({ count, indices }, at) => {
        const leaves = makeLeaves(count)
        const tree = buildTree(leaves)
        const proof = proveLeaves(tree, indices)
        const proven = indices.map((index) => leaves[index] as Hex)
        const flip = (node: Hex): Hex =>
          `${node.slice(0, -1)}${(Number.parseInt(node.slice(-1), 16) ^ 1).toString(16)}` as Hex
        const pick = <value>(list: readonly value[], change: (value: value) => value) =>
          list.map((value, i) => (i === at % list.length ? change(value) : value))

        const root = rootOf(tree)
        expect(computeRoot({ ...proof, leaves: pick(proven, flip) })).not.toBe(root)
        if (proof.nodes.length > 0) {
          const nodes = pick(proof.nodes, flip)
          expect(computeRoot({ ...proof, leaves: proven, nodes })).not.toBe(root)
        }
        if (proof.flags.length > 0) {
          const flags = pick(proof.flags, (flag) => !flag)
          expect(computeRoot({ ...proof, leaves: proven, flags })).not.toBe(root)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('error: undefined where a proof does not come out even', () => {
    const [a, b] = makeLeaves(2) as [Hex, Hex]
    expect(computeRoot({ leaves: [], nodes: [], flags: [] })).toBeUndefined()
    expect(computeRoot({ leaves: [a], nodes: [b], flags: [true] })).toBeUndefined()
    expect(computeRoot({ leaves: [a, b], nodes: [], flags: [false] })).toBeUndefined()
    expect(computeRoot({ leaves: [a], nodes: [b], flags: [] })).toBeUndefined()
  })
})

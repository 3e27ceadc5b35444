import { BaseError, type Hex, hexToBytes, keccak256 } from 'viem'
import { hashPair } from './hash.ts'

/** A shared proof of several leaves. */
export type Multiproof = {
  /** In the order in which the steps take them. */
  readonly nodes: readonly Hex[]
  /** Step i takes both children from the queue (true) or one from the nodes (false). */
  readonly flags: readonly boolean[]
}

/**
 * Thrown when a tree is asked for what it cannot have.
 *
 * @example
 * ```ts
 * try {
 *   buildTree([])
 * } catch (error) {
 *   if (error instanceof TreeError) console.log(error.shortMessage)
 * }
 * ```
 */
export class TreeError extends BaseError {
  constructor(message: string) {
    super(message, {
      name: 'TreeError',
      metaMessages: ['Pass at least one leaf, and leaf numbers of the tree in ascending order.'],
    })
  }
}

/**
 * Builds the tree over leaves: an array of 2n−1 nodes, root at 0, children of i at 2i+1 and 2i+2, leaf k at 2n−2−k.
 *
 * @throws TreeError if there is no leaf, or one is no word.
 *
 * @example
 * ```ts
 * const tree = buildTree(grant.sessions.map(hashSession))
 * const { nodes, flags } = proveLeaves(tree, [0, 1])
 * ```
 */
export function buildTree(leaves: readonly Hex[]): readonly Hex[] {
  const count = leaves.length
  if (count === 0) throw new TreeError('A tree needs at least one leaf.')
  // All nodes in one buffer, the leaves first: from its end, it is the array.
  const nodes = new Uint8Array(wordSize * (2 * count - 1))
  leaves.forEach((leaf, i) => {
    if (leaf.length !== 2 + 2 * wordSize) throw new TreeError(`Leaf ${i} is no word of 32 bytes.`)
    nodes.set(hexToBytes(leaf), wordSize * i)
  })
  const pair = new Uint8Array(2 * wordSize)
  for (let i = count; i < 2 * count - 1; i++) {
    const first = 2 * wordSize * (i - count)
    const ordered = isOrdered(nodes, first)
    pair.set(nodes.subarray(first, first + wordSize), ordered ? 0 : wordSize)
    pair.set(nodes.subarray(first + wordSize, first + 2 * wordSize), ordered ? wordSize : 0)
    nodes.set(keccak256(pair, 'bytes'), wordSize * i)
  }
  return toHexWords(nodes).reverse()
}

const wordSize = 32

/** Whether of two words in a row the first is not the larger. */
function isOrdered(bytes: Uint8Array, start: number): boolean {
  for (let i = start; i < start + wordSize; i++) {
    const difference = (bytes[i] ?? 0) - (bytes[i + wordSize] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return true
}

const digits = new TextEncoder().encode('0123456789abcdef')

/** Writes words as hex: one text for all, of which each word is a slice, which costs no copy. */
function toHexWords(bytes: Uint8Array): Hex[] {
  const length = 2 + 2 * wordSize
  const count = bytes.length / wordSize
  const text = new Uint8Array(length * count)
  let end = 0
  for (let i = 0; i < bytes.length; i++) {
    if (i % wordSize === 0) {
      text[end++] = 0x30
      text[end++] = 0x78
    }
    const byte = bytes[i] ?? 0
    text[end++] = digits[byte >> 4] ?? 0
    text[end++] = digits[byte & 15] ?? 0
  }
  const all = new TextDecoder().decode(text)
  // Each begins with 0x and has nothing but digits.
  return Array.from({ length: count }, (_, i) => all.slice(length * i, length * (i + 1)) as Hex)
}

/** Returns the root of a tree. */
export function rootOf(tree: readonly Hex[]): Hex {
  return nodeAt(tree, 0)
}

/**
 * Proves some leaves of a tree together.
 *
 * @throws TreeError unless `indices` are leaf numbers, ascending, at least one.
 *
 * @example
 * ```ts
 * const tree = buildTree(grant.sessions.map(hashSession))
 * const { nodes, flags } = proveLeaves(tree, [0])
 * ```
 */
export function proveLeaves(tree: readonly Hex[], indices: readonly number[]): Multiproof {
  const leafCount = (tree.length + 1) / 2
  if (indices.length === 0) throw new TreeError('A proof needs at least one leaf.')
  indices.forEach((index, i) => {
    const previous = indices[i - 1] ?? -1
    if (!Number.isInteger(index) || index <= previous || index >= leafCount) {
      throw new TreeError(
        `There is no leaf ${index} after leaf ${previous} in a tree of ${leafCount} leaves.`,
      )
    }
  })
  const nodes: Hex[] = []
  const flags: boolean[] = []
  // Leaves in ascending order stand in the array in descending order, and so do the parents that join the queue.
  const queue = indices.map((index) => 2 * leafCount - 2 - index)
  for (let position = queue.shift(); position; position = queue.shift()) {
    const sibling = position % 2 === 0 ? position - 1 : position + 1
    const paired = queue[0] === sibling
    if (paired) queue.shift()
    else nodes.push(nodeAt(tree, sibling))
    flags.push(paired)
    queue.push(Math.floor((position - 1) / 2))
  }
  return { nodes, flags }
}

/**
 * Computes the root that leaves and their shared proof lead to; `undefined` if the proof does not come out even.
 *
 * @example
 * ```ts
 * const leaves = grant.sessions.map(hashSession)
 * const { nodes, flags } = proveLeaves(buildTree(leaves), [0])
 * console.log(computeRoot({ leaves: leaves.slice(0, 1), nodes, flags }) === grant.root)
 * ```
 */
export function computeRoot({
  leaves,
  nodes,
  flags,
}: Multiproof & { leaves: readonly Hex[] }): Hex | undefined {
  if (leaves.length === 0 || flags.length !== leaves.length + nodes.length - 1) return undefined
  const queue = leaves.map(lowerCase)
  let taken = 0
  let head = 0
  for (const paired of flags) {
    const a = queue[head++]
    const b = paired ? queue[head++] : nodes[taken++]
    if (a === undefined || b === undefined) return undefined
    queue.push(hashPair(a, lowerCase(b)))
  }
  return taken === nodes.length ? queue.at(-1) : undefined
}

function nodeAt(tree: readonly Hex[], position: number): Hex {
  const node = tree[position]
  if (node === undefined) throw new TreeError(`The tree has no node ${position}.`)
  return node
}

function lowerCase(node: Hex): Hex {
  // Lower case changes no byte of a hex text.
  return node.toLowerCase() as Hex
}

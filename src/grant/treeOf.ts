import type { Hex } from 'viem'
import { hashSession } from './hash.ts'
import type { Grant } from './toGrant.ts'
import { buildTree } from './tree.ts'

const trees = new WeakMap<Grant['sessions'], readonly Hex[]>()

/** Returns the tree over a grant's sessions, which is built once: a grant never changes. */
export function treeOf({ sessions }: Pick<Grant, 'sessions'>): readonly Hex[] {
  const known = trees.get(sessions)
  if (known) return known
  const tree = buildTree(sessions.map(hashSession))
  // Of a list that somebody may still change, nothing is kept.
  if (Object.isFrozen(sessions) && sessions.every(Object.isFrozen)) trees.set(sessions, tree)
  return tree
}

/** Returns the leaves of a tree, in their order. */
export function leavesOf(tree: readonly Hex[]): readonly Hex[] {
  return tree.slice((tree.length - 1) / 2).reverse()
}

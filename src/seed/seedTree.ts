import type { Hex } from 'viem'
import { hashPair } from '../grant/hash.ts'
import { SeedFormatError } from './SeedFormatError.ts'
import { hashSeedSession, type ProvenSeedSession, type SeedSession } from './seedSession.ts'

/** The original framework's tree over sessions. */
export type SeedTree = {
  /** What the account sets. */
  readonly root: Hex
  readonly sessions: readonly SeedSession[]
  /** From the leaves, in the order of the sessions, up to the root. */
  readonly layers: readonly (readonly Hex[])[]
}

/**
 * Builds the tree as the original SDK does: leaves in their order, pairs sorted, a node without a neighbour carried up as it is.
 *
 * @throws SeedFormatError if there is no session, or one that our contracts refuse.
 *
 * @example
 * ```ts
 * const tree = buildSeedTree(seedSessions)
 * const call = setMerkleRootCall({ root: tree.root })
 * ```
 */
export function buildSeedTree(sessions: readonly SeedSession[]): SeedTree {
  let layer: readonly Hex[] = sessions.map(hashSeedSession)
  const layers = [layer]
  while (layer.length > 1) {
    layer = toParents(layer)
    layers.push(layer)
  }
  const [root] = layer
  if (root === undefined) {
    throw new SeedFormatError('a tree has no session', { fix: 'Pass at least one.' })
  }
  return { root, sessions, layers }
}

/**
 * Takes a session from a tree, with the proof that the root holds it.
 *
 * @param index of the session, from 0
 *
 * @throws SeedFormatError if there is no such session.
 *
 * @example
 * ```ts
 * const session = proveSeedSession(buildSeedTree(seedSessions), 0)
 * ```
 */
export function proveSeedSession({ sessions, layers }: SeedTree, index: number): ProvenSeedSession {
  const session = sessions[index]
  if (session === undefined) {
    throw new SeedFormatError(`a tree of ${sessions.length} sessions has no session ${index}`, {
      fix: 'Count from 0.',
    })
  }
  const proof: Hex[] = []
  let position = index
  for (const layer of layers) {
    const neighbour = layer[position % 2 === 0 ? position + 1 : position - 1]
    if (neighbour !== undefined) proof.push(neighbour)
    position = Math.floor(position / 2)
  }
  return { ...session, proof }
}

function toParents(layer: readonly Hex[]): readonly Hex[] {
  const parents: Hex[] = []
  for (let i = 0; i < layer.length; i += 2) {
    const [a, b] = [layer[i], layer[i + 1]]
    if (a !== undefined) parents.push(b === undefined ? a : hashPair(a, b))
  }
  return parents
}

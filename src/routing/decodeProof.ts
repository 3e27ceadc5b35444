import type { Hex } from 'viem'
import { refuse } from '../errors/refuse.ts'
import { hashSession } from '../grant/hash.ts'
import { computeRoot, type Multiproof } from '../grant/tree.ts'
import { sliceBytes } from '../svm/readBytes.ts'
import type { Cursor } from './createCursor.ts'
import { expectHolds } from './expectHolds.ts'
import { RoutingFormatError } from './RoutingFormatError.ts'
import type { RoutedSession } from './routing.ts'

/** As many steps as the bits of one word of flags. */
const maxSteps = 256

/**
 * Reads the proof that a grant's sessions share, and computes the root that they lead to.
 *
 * @throws RoutingFormatError
 */
export function decodeProof(
  cursor: Cursor,
  { sessions, isEnabled }: { sessions: readonly RoutedSession[]; isEnabled: boolean },
): { proof: Multiproof; root: Hex } {
  const nodeCount = cursor.number(1)
  const nodeTotal = BigInt(nodeCount)
  expectHolds(!isEnabled || nodeCount === 0, () =>
    refuse('EnablingProofNotComplete', { nodes: nodeTotal }),
  )
  const steps = sessions.length + nodeCount - 1
  const flagBytes = Math.ceil(steps / 8)
  const packed = cursor.take(flagBytes + 32 * nodeCount)
  const nodes = Array.from({ length: nodeCount }, (_, i) =>
    sliceBytes(packed, flagBytes + 32 * i, flagBytes + 32 * (i + 1)),
  )
  const tooLong = { found: BigInt(steps), allowed: BigInt(maxSteps) }
  expectHolds(steps <= maxSteps, () => refuse('ProofTooLong', tooLong))
  const bits = BigInt(flagBytes === 0 ? 0 : sliceBytes(packed, 0, flagBytes))
  const unusedCount = BigInt(8 * flagBytes - steps)
  const flags = Array.from({ length: steps }, (_, i) => {
    const shift = BigInt(steps - 1 - i) + unusedCount
    return ((bits >> shift) & 1n) === 1n
  })
  const nodesTaken = flags.filter((paired) => !paired).length
  const malformed = { nodesTaken: BigInt(nodesTaken), nodes: nodeTotal }
  expectHolds(nodesTaken === nodeCount, () => refuse('ProofMalformed', malformed))
  const unused = bits & ((1n << unusedCount) - 1n)
  expectHolds(unused === 0n, () => refuse('ProofFlagsUnused', { found: unused }))
  const root = computeRoot({ leaves: sessions.map(hashSession), nodes, flags })
  // Cannot be: a proof that takes exactly its nodes comes out even.
  if (root === undefined) throw new RoutingFormatError(refuse('ProofMalformed', malformed))
  return { proof: { nodes, flags }, root }
}

import { type Address, type Hex, size } from 'viem'
import { type Refusal, refuse } from '../errors/refuse.ts'
import { hashGrant, hashSession } from '../grant/hash.ts'
import { computeRoot, type Multiproof } from '../grant/tree.ts'
import { refuseBounds } from '../grant/window.ts'
import { sliceBytes } from '../svm/readBytes.ts'
import type { GrantId, GrantTerms } from '../types.ts'
import { type Cursor, createCursor } from './createCursor.ts'
import { RoutingFormatError } from './RoutingFormatError.ts'
import type { RoutedSession, Routing } from './routing.ts'

export type DecodeRoutingParameters = {
  readonly routing: Hex
  /** How many calls the batch has. */
  readonly calls: number
  /** The router that reads it: part of the grant's terms, not of the bytes. */
  readonly router: Address
}

export type DecodeRoutingReturnType = Omit<Routing, 'terms'> & {
  readonly terms: GrantTerms
  /** A claim: true only if the account has enabled this id. */
  readonly grantId: GrantId
}

/**
 * Decodes a routing as strictly as the router, in the same order: the first failure is the router's reason, too.
 *
 * @throws RoutingFormatError
 */
export function decodeRouting({
  routing,
  calls,
  router,
}: DecodeRoutingParameters): DecodeRoutingReturnType {
  const cursor = createCursor(routing)
  cursor.require(headSize)
  const head = readTerms(cursor)
  const sessions = readSessions(cursor, calls)
  const { proof, root } = readProof(cursor, hashSessions(sessions))
  const left = size(routing) - cursor.position()
  if (left !== 0) throw new RoutingFormatError(refuse('RoutingTrailing', { length: BigInt(left) }))
  const { key, keyType } = head
  const terms: GrantTerms = { router, ...head, sessionsRoot: root }
  return { key, keyType, terms, sessions, proof, grantId: hashGrant(terms) }
}

/** Bytes up to the number of sessions, that one included. */
const headSize = 77

/** Bytes of a session up to its data. */
const sessionSize = 34

/** Bytes of an entry for a call, up to its call-specific data. */
const entrySize = 3

function readTerms(cursor: Cursor): Omit<GrantTerms, 'router' | 'sessionsRoot'> {
  const version = cursor.number(1)
  expect(version === 1, () => refuse('VersionUnknown', { found: version, allowed: 1 }))
  const flags = cursor.number(1)
  expect(flags === 0, () => refuse('FlagsUnknown', { found: flags, allowed: 0 }))
  const keyType = cursor.number(1)
  expect(keyType === 0, () => refuse('KeyTypeUnsupported', { found: keyType, allowed: 0 }))
  const key = cursor.address()
  expect(BigInt(key) !== 0n, () => refuse('SessionKeyZero', {}))
  const grants = cursor.number(1)
  expect(grants === 1, () => refuse('GrantCountUnsupported', { found: grants, allowed: 1 }))
  const validAfter = cursor.number(6)
  const validUntil = cursor.number(6)
  const paymaster = cursor.address()
  const feeBudget = cursor.uint(12)
  const salt = cursor.uint(8)
  expect(BigInt(paymaster) !== 0n || feeBudget !== 0n, () => refuse('GrantFeeTermsMissing', {}))
  return { key, keyType, validAfter, validUntil, paymaster, feeBudget, salt }
}

function readSessions(cursor: Cursor, calls: number): readonly RoutedSession[] {
  const count = cursor.number(1)
  expect(count !== 0, () => refuse('SessionCountZero', {}))
  const routed = new Set<number>()
  const sessions = Array.from({ length: count }, (_, i): RoutedSession => {
    cursor.require(sessionSize)
    const window = { validAfter: cursor.number(6), validUntil: cursor.number(6) }
    const outOfRange = refuseBounds(window)
    if (outOfRange) throw new RoutingFormatError(outOfRange)
    const module = cursor.address()
    const length = cursor.number(2)
    cursor.require(length + 1)
    const data = cursor.take(length)
    const entries = cursor.number(1)
    expect(entries !== 0, () => refuse('SessionServesNoCall', { session: BigInt(i) }))
    return { ...window, module, data, calls: readEntries(cursor, { entries, calls, routed }) }
  })
  for (let i = 0; i < calls; i++) {
    expect(routed.has(i), () => refuse('CallNotRouted', { index: BigInt(i) }))
  }
  return sessions
}

function readEntries(
  cursor: Cursor,
  { entries, calls, routed }: { entries: number; calls: number; routed: Set<number> },
): RoutedSession['calls'] {
  const covered: { index: number; callSpecificData: Hex }[] = []
  for (let i = 0; i < entries; i++) {
    cursor.require(entrySize)
    const place = cursor.number(1)
    const callSpecificData = cursor.take(cursor.number(2))
    const index = BigInt(place)
    expect(place < calls, () => refuse('CallIndexOutOfRange', { index, calls: BigInt(calls) }))
    const previous = covered.at(-1)?.index ?? -1
    expect(place > previous, () =>
      refuse('CallIndexNotAscending', { index, previous: BigInt(previous) }),
    )
    expect(!routed.has(place), () => refuse('CallRoutedTwice', { index }))
    routed.add(place)
    covered.push({ index: place, callSpecificData })
  }
  return covered
}

function hashSessions(sessions: readonly RoutedSession[]): readonly Hex[] {
  const leaves = sessions.map(hashSession)
  leaves.forEach((leaf, i) => {
    const twin = leaves.indexOf(leaf)
    const [first, second] = [BigInt(twin), BigInt(i)]
    expect(twin === i, () => refuse('SessionTwice', { first, second }))
  })
  return leaves
}

function readProof(cursor: Cursor, leaves: readonly Hex[]): { proof: Multiproof; root: Hex } {
  const nodeCount = cursor.number(1)
  const steps = leaves.length + nodeCount - 1
  const flagBytes = Math.ceil(steps / 8)
  const packed = cursor.take(flagBytes + 32 * nodeCount)
  const nodes = Array.from({ length: nodeCount }, (_, i) =>
    sliceBytes(packed, flagBytes + 32 * i, flagBytes + 32 * (i + 1)),
  )
  const bits = BigInt(flagBytes === 0 ? 0 : reverseBytes(sliceBytes(packed, 0, flagBytes)))
  const flags = Array.from({ length: steps }, (_, i) => ((bits >> BigInt(i)) & 1n) === 1n)
  const nodesTaken = flags.filter((paired) => !paired).length
  const malformed = { nodesTaken: BigInt(nodesTaken), nodes: BigInt(nodeCount) }
  expect(nodesTaken === nodeCount, () => refuse('ProofMalformed', malformed))
  const unused = bits >> BigInt(steps)
  expect(unused === 0n, () => refuse('ProofFlagsUnused', { found: unused }))
  const root = computeRoot({ leaves, nodes, flags })
  // Cannot be: a proof that takes exactly its nodes comes out even.
  if (root === undefined) throw new RoutingFormatError(refuse('ProofMalformed', malformed))
  return { proof: { nodes, flags }, root }
}

/** Puts the first byte last, so that step i is bit i of the number. */
function reverseBytes(data: Hex): Hex {
  return `0x${(data.slice(2).match(/../g) ?? []).reverse().join('')}`
}

function expect(holds: boolean, otherwise: () => Refusal) {
  if (!holds) throw new RoutingFormatError(otherwise())
}

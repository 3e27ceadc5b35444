import type { Hex } from 'viem'
import { refuse } from '../errors/refuse.ts'
import { hashSession } from '../grant/hash.ts'
import { refuseBounds } from '../grant/window.ts'
import type { Cursor } from './createCursor.ts'
import { expectHolds } from './expectHolds.ts'
import { RoutingFormatError } from './RoutingFormatError.ts'
import type { RoutedSession } from './routing.ts'

/** Bytes of a session up to its data. */
const sessionSize = 34

/** Bytes of an entry for a call, up to its call-specific data. */
const entrySize = 3

/** Bundlers take operations of about 8 kB, so an operation publishes no more sessions than this. */
export const maxEnablingSessions = 16

/**
 * Reads a grant's sessions and the calls that they cover.
 *
 * @throws RoutingFormatError
 */
export function decodeSessions(
  cursor: Cursor,
  {
    calls,
    routed,
    grant,
    isEnabled,
  }: {
    calls: number
    /** Calls that are covered; grows. */
    routed: Set<number>
    /** The grant's index. */
    grant: bigint
    /** Whether the operation enables the grant, which then lists all its sessions. */
    isEnabled: boolean
  },
): readonly RoutedSession[] {
  const count = cursor.number(1)
  expectHolds(count !== 0, () => refuse('SessionCountZero', { grant }))
  const limits = { found: BigInt(count), allowed: BigInt(maxEnablingSessions) }
  expectHolds(!isEnabled || count <= maxEnablingSessions, () =>
    refuse('EnablingSessionsTooMany', limits),
  )
  const leaves: Hex[] = []
  return Array.from({ length: count }, (_, i): RoutedSession => {
    cursor.require(sessionSize)
    const window = { validAfter: cursor.number(6), validUntil: cursor.number(6) }
    const outOfRange = refuseBounds(window)
    if (outOfRange) throw new RoutingFormatError(outOfRange)
    const module = cursor.address()
    const length = cursor.number(2)
    cursor.require(length + 1)
    const data = cursor.take(length)
    const entries = cursor.number(1)
    expectHolds(entries !== 0 || isEnabled, () =>
      refuse('SessionServesNoCall', { grant, session: BigInt(i) }),
    )
    const covered = readEntries(cursor, { entries, calls, routed })
    const session = { ...window, module, data, calls: covered }
    const leaf = hashSession(session)
    const [first, second] = [BigInt(leaves.indexOf(leaf)), BigInt(i)]
    expectHolds(first < 0n, () => refuse('SessionTwice', { grant, first, second }))
    leaves.push(leaf)
    return session
  })
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
    expectHolds(place < calls, () => refuse('CallIndexOutOfRange', { index, calls: BigInt(calls) }))
    const previous = covered.at(-1)?.index ?? -1
    expectHolds(place > previous, () =>
      refuse('CallIndexNotAscending', { index, previous: BigInt(previous) }),
    )
    expectHolds(!routed.has(place), () => refuse('CallRoutedTwice', { index }))
    routed.add(place)
    covered.push({ index: place, callSpecificData })
  }
  return covered
}

import { type Address, type Hex, size } from 'viem'
import { refuse } from '../errors/refuse.ts'
import type { OwnerApproval } from '../grant/approval.ts'
import { hashGrant } from '../grant/hash.ts'
import { lastKeyType } from '../keys/keyTypes.ts'
import type { GrantId, GrantTerms } from '../types.ts'
import { type Cursor, createCursor } from './createCursor.ts'
import { decodeProof } from './decodeProof.ts'
import { decodeSessions } from './decodeSessions.ts'
import { expectHolds } from './expectHolds.ts'
import type { RoutedGrant } from './routing.ts'

export type DecodeRoutingParameters = {
  readonly routing: Hex
  /** How many calls the batch has. */
  readonly calls: number
  /** The router that reads it: part of the grants' terms, not of the bytes. */
  readonly router: Address
}

/** A grant as a routing carries it, with what follows from it. */
export type DecodedGrant = Omit<RoutedGrant, 'terms'> & {
  readonly terms: GrantTerms
  /** A claim: true only if the account has enabled this id. */
  readonly grantId: GrantId
}

export type DecodeRoutingReturnType = {
  readonly key: Address
  readonly keyType: number
  readonly grants: readonly DecodedGrant[]
  /** Enables the first grant. */
  readonly approval?: OwnerApproval
}

/**
 * Decodes a routing as strictly as the router, in the same order: the first failure is the router's reason, too.
 *
 * @throws RoutingFormatError
 *
 * @example
 * ```ts
 * const { routing } = splitBatchSignature(batchSignature)
 * const { key, grants } = decodeRouting({ routing, calls: calls.length, router: grant.terms.router })
 * ```
 */
export function decodeRouting({
  routing,
  calls,
  router,
}: DecodeRoutingParameters): DecodeRoutingReturnType {
  const cursor = createCursor(routing)
  const { key, keyType, enabling, count } = readHeader(cursor)
  const routed = new Set<number>()
  const grants: DecodedGrant[] = []
  for (let index = 0; index < count; index++) {
    const isEnabled = enabling && index === 0
    const terms = readTerms(cursor, index)
    const before = routed.size
    const sessions = decodeSessions(cursor, { calls, routed, grant: BigInt(index), isEnabled })
    expectHolds(routed.size > before, () => refuse('GrantServesNoCall', { grant: BigInt(index) }))
    const { proof, root } = decodeProof(cursor, { sessions, isEnabled })
    const all: GrantTerms = { router, key, keyType, ...terms, sessionsRoot: root }
    const grantId = hashGrant(all)
    const twin = grants.findIndex((grant) => grant.grantId === grantId)
    expectHolds(twin < 0, () =>
      refuse('GrantTwice', { first: BigInt(twin), second: BigInt(index) }),
    )
    grants.push({ terms: all, sessions, proof, grantId })
  }
  const approval = enabling ? readApproval(cursor) : undefined
  const left = BigInt(size(routing) - cursor.position())
  expectHolds(left === 0n, () => refuse('RoutingTrailing', { length: left }))
  for (let i = 0; i < calls; i++) {
    expectHolds(routed.has(i), () => refuse('CallNotRouted', { index: BigInt(i) }))
  }
  return { key, keyType, grants, ...(approval === undefined ? {} : { approval }) }
}

/** Bytes of the header: version, flags, key type, key, number of grants. */
const headerSize = 24

/** Bytes of a grant's terms and of the number of its sessions. */
const termsSize = 53

function readHeader(cursor: Cursor) {
  cursor.require(headerSize)
  const version = cursor.number(1)
  expectHolds(version === 1, () => refuse('VersionUnknown', { found: version, allowed: 1 }))
  const flags = cursor.number(1)
  expectHolds(flags <= 1, () => refuse('FlagsUnknown', { found: flags, allowed: 1 }))
  const keyType = cursor.number(1)
  expectHolds(keyType <= lastKeyType, () =>
    refuse('KeyTypeUnsupported', { found: keyType, allowed: lastKeyType }),
  )
  const key = cursor.address()
  expectHolds(BigInt(key) !== 0n, () => refuse('SessionKeyZero', {}))
  const count = cursor.number(1)
  expectHolds(count !== 0, () => refuse('GrantCountZero', {}))
  return { key, keyType, enabling: flags === 1, count }
}

function readTerms(cursor: Cursor, index: number): RoutedGrant['terms'] {
  cursor.require(termsSize)
  const validAfter = cursor.number(6)
  const validUntil = cursor.number(6)
  const paymaster = cursor.address()
  const feeBudget = cursor.uint(12)
  const salt = cursor.uint(8)
  const grant = BigInt(index)
  const payable = BigInt(paymaster) !== 0n || feeBudget !== 0n
  expectHolds(payable, () => refuse('GrantFeeTermsMissing', { grant }))
  return { validAfter, validUntil, paymaster, feeBudget, salt }
}

function readApproval(cursor: Cursor): OwnerApproval {
  cursor.require(8)
  const deadline = cursor.number(6)
  const position = cursor.number(1)
  const count = cursor.number(1)
  cursor.require(68 * count + 2)
  const others = Array.from({ length: count }, () => ({
    // Chain ids beyond 2^53 are not in use, and stand for no chain that a number could name.
    chainId: Number(cursor.uint(8)),
    ledger: cursor.address(),
    epoch: cursor.uint(8),
    // The one place where an id is read from bytes.
    id: cursor.take(32) as GrantId,
  }))
  return { deadline, position, others, signature: cursor.take(cursor.number(2)) }
}

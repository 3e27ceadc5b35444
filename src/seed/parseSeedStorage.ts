import { type Address, type Hex, isAddress, isHex } from 'viem'
import { SeedFormatError } from './SeedFormatError.ts'
import type { SeedSession } from './seedSession.ts'

/** A session as the original SDK stores it. */
export type StoredSeedSession = SeedSession & {
  /** The session key's address. */
  readonly key: Address
  /** What the SDK knew of it. The chain does not know: every leaf under the root can be used, whatever its status. */
  readonly status: string
  readonly id?: string
}

export type SeedStorage = {
  /** All leaves, in the order in which the tree takes them. */
  readonly sessions: readonly StoredSeedSession[]
  /** The root that the SDK set last. After it revoked a session it is not that of these leaves: see docs/migration.md. */
  readonly storedRoot?: Hex
}

/** Characters; far above the sessions of one account. */
const maxLength = 5_000_000

/**
 * Reads the original SDK's session storage: the text of `<account>_sessions` in a browser's local storage, or of its session file,
 * `{ merkleRoot, leafNodes }`. It may come from anywhere: every field that is used is checked, all else is left out.
 *
 * @throws SeedFormatError
 *
 * @example
 * ```ts
 * const { sessions } = parseSeedStorage(text)
 * const tree = buildSeedTree(sessions)
 * ```
 */
export function parseSeedStorage(text: string): SeedStorage {
  if (typeof text !== 'string' || text.length > maxLength) {
    throw malformed(`it is no text of at most ${maxLength} characters`)
  }
  const { merkleRoot, leafNodes } = readRecord('the storage', parseJson(text))
  if (!Array.isArray(leafNodes)) throw malformed('`leafNodes` is no list')
  const sessions = leafNodes.map((leaf, i) => readLeaf(readRecord(`session ${i}`, leaf), i))
  // The SDK begins with an empty text.
  if (merkleRoot === undefined || merkleRoot === '') return { sessions }
  return { sessions, storedRoot: readHex('merkleRoot', merkleRoot, 32) }
}

function readLeaf(leaf: Readonly<Record<string, unknown>>, index: number): StoredSeedSession {
  const name = (field: string) => `${field} of session ${index}`
  const { sessionID, status } = leaf
  if (typeof status !== 'string') throw malformed(`${name('status')} is no text`)
  return {
    validAfter: readSeconds(name('validAfter'), leaf.validAfter),
    validUntil: readSeconds(name('validUntil'), leaf.validUntil),
    module: readAddress(name('sessionValidationModule'), leaf.sessionValidationModule),
    data: readHex(name('sessionKeyData'), leaf.sessionKeyData),
    key: readAddress(name('sessionPublicKey'), leaf.sessionPublicKey),
    status,
    ...(typeof sessionID === 'string' ? { id: sessionID } : {}),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed('it is not JSON', cause instanceof Error ? cause : undefined)
  }
}

function readRecord(what: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(`${what} is no object`)
  }
  // Own fields alone: none comes from a prototype.
  return Object.assign(Object.create(null), value)
}

function readSeconds(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw malformed(`${name} is no whole number of seconds`)
}

function readAddress(name: string, value: unknown): Address {
  if (typeof value === 'string' && isAddress(value, { strict: false })) return value
  throw malformed(`${name} is no address`)
}

function readHex(name: string, value: unknown, bytes?: number): Hex {
  const isBytes = isHex(value, { strict: true }) && value.length % 2 === 0
  if (isBytes && (bytes === undefined || value.length === 2 + 2 * bytes)) return value
  throw malformed(`${name} is no hex text`)
}

function malformed(reason: string, cause?: Error): SeedFormatError {
  return new SeedFormatError(`the session storage is malformed, ${reason}`, {
    fix: 'Pass the text as the original SDK stored it.',
    ...(cause ? { cause } : {}),
  })
}

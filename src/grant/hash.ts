import { concatHex, type Hex, hashStruct, keccak256, numberToHex, size, stringToHex } from 'viem'
import type { GrantId, GrantTerms, Session, SessionId } from '../types.ts'
import { grantTypes as types } from './grantTypes.ts'

/** Starts the preimage of every leaf, which makes it longer than a node's: no leaf is ever a node. */
const sessionTag = keccak256(
  stringToHex(
    'Session(uint48 validAfter,uint48 validUntil,address module,uint16 dataLength,bytes data)',
  ),
)

/**
 * Hashes a session to its leaf in the grant's tree: the hash of a tag and of the session, packed as in a routing.
 *
 * @throws viem's IntegerOutOfRangeError if the data have more than 65 535 bytes.
 *
 * @example
 * ```ts
 * const leaves = grant.sessions.map(hashSession)
 * ```
 */
export function hashSession({ validAfter, validUntil, module, data }: Session): Hex {
  const hex = (value: number, bytes: number) => numberToHex(value, { size: bytes })
  return keccak256(
    concatHex([
      ...[sessionTag, hex(validAfter, 6), hex(validUntil, 6)],
      ...[module, hex(size(data), 2), data],
    ]),
  )
}

/**
 * Hashes a grant's terms to its id: their EIP-712 struct hash.
 *
 * @example
 * ```ts
 * console.log(hashGrant(grant.terms) === grant.id)
 * ```
 */
export function hashGrant(terms: GrantTerms): GrantId {
  // The one place where a grant id is made.
  return hashStruct({ types, primaryType: 'Grant', data: { ...terms } }) as GrantId
}

/**
 * Names a session of a grant: `keccak256(grantId ‖ leaf)`.
 *
 * @example
 * ```ts
 * const [first] = grant.sessions
 * if (first) console.log(computeSessionId({ grantId: grant.id, leaf: hashSession(first) }))
 * ```
 */
export function computeSessionId({ grantId, leaf }: { grantId: GrantId; leaf: Hex }): SessionId {
  // The one place where a session id is made.
  return keccak256(concatHex([grantId, leaf])) as SessionId
}

/** Hashes two nodes of the tree to their parent, the smaller first. */
export function hashPair(a: Hex, b: Hex): Hex {
  // Texts of equal length and case compare as the numbers do.
  return keccak256(a < b ? concatHex([a, b]) : concatHex([b, a]))
}

import { concatHex, type Hex, hashStruct, keccak256 } from 'viem'
import type { GrantId, GrantTerms, Session, SessionId } from '../types.ts'

const types = {
  Session: [
    { name: 'validAfter', type: 'uint48' },
    { name: 'validUntil', type: 'uint48' },
    { name: 'module', type: 'address' },
    { name: 'data', type: 'bytes' },
  ],
  Grant: [
    { name: 'router', type: 'address' },
    { name: 'key', type: 'address' },
    { name: 'keyType', type: 'uint8' },
    { name: 'validAfter', type: 'uint48' },
    { name: 'validUntil', type: 'uint48' },
    { name: 'paymaster', type: 'address' },
    { name: 'feeBudget', type: 'uint96' },
    { name: 'sessionsRoot', type: 'bytes32' },
    { name: 'salt', type: 'uint64' },
  ],
} as const

/** Hashes a session to its leaf in the grant's tree: its EIP-712 struct hash. */
export function hashSession({ validAfter, validUntil, module, data }: Session): Hex {
  const session = { validAfter, validUntil, module, data }
  return hashStruct({ types, primaryType: 'Session', data: session })
}

/** Hashes a grant's terms to its id: their EIP-712 struct hash. */
export function hashGrant(terms: GrantTerms): GrantId {
  // The one place where a grant id is made.
  return hashStruct({ types, primaryType: 'Grant', data: { ...terms } }) as GrantId
}

/** Names a session of a grant: `keccak256(grantId ‖ leaf)`. */
export function computeSessionId({ grantId, leaf }: { grantId: GrantId; leaf: Hex }): SessionId {
  // The one place where a session id is made.
  return keccak256(concatHex([grantId, leaf])) as SessionId
}

/** Hashes two nodes of the tree to their parent, the smaller first. */
export function hashPair(a: Hex, b: Hex): Hex {
  // Texts of equal length and case compare as the numbers do.
  return keccak256(a < b ? concatHex([a, b]) : concatHex([b, a]))
}

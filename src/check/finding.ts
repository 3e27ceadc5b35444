import type { Words } from '../errors/words.ts'

/** What `checkGrant` looks at, by name. */
export type GrantCheckName =
  /** The node's chain is the one that is expected. */
  | 'chain'
  /** Router and ledger stand there, and the account has the router installed. */
  | 'router'
  /** The modules stand there, and this SDK knows them. */
  | 'modules'
  /** The targets are contracts, none of them a part of the account. */
  | 'targets'
  /** Tokens say what they are, and it is what the caller takes them for. */
  | 'tokens'
  /** The session key is a key, and not the account's own. */
  | 'key'
  /** The grant is not over. */
  | 'status'

/** One thing that speaks against a grant. */
export type GrantFinding = Words & {
  readonly check: GrantCheckName
  /** Refused: nobody should sign. Note: worth knowing, but it may be meant so. */
  readonly weight: 'refused' | 'note'
  /** Index of the session that it is about, if it is about one. */
  readonly session?: number
}

import type { Address, Hex } from 'viem'

declare const brand: unique symbol

/** Names a grant everywhere: the EIP-712 struct hash of its terms. */
export type GrantId = Hex & { readonly [brand]: 'GrantId' }

/** Names a session of a grant: the key under which modules keep its counters. */
export type SessionId = Hex & { readonly [brand]: 'SessionId' }

/** A permission with its time window, bound to a module: a leaf of a grant's tree. */
export type Session = {
  /** Seconds; 0: as the grant. */
  readonly validAfter: number
  /** Seconds; 0: as the grant. */
  readonly validUntil: number
  /** The Session Validation Module that checks the calls of this session. */
  readonly module: Address
  /** What the module is to allow, in the module's own layout. */
  readonly data: Hex
}

/** When a session may be used. */
export type SessionWindow = Pick<Session, 'validAfter' | 'validUntil'>

/** What an owner approves: the struct whose hash is the grant's id. */
export type GrantTerms = {
  /** The router that may use the grant. */
  readonly router: Address
  /** The session key's identity: of a secp256k1 key its address. */
  readonly key: Address
  /** 0: secp256k1, 1: P-256, 2: WebAuthn. */
  readonly keyType: number
  /** Seconds; first moment at which the grant may be used. */
  readonly validAfter: number
  /** Seconds; last moment; 0: no expiry. */
  readonly validUntil: number
  /** Who may sponsor operations; zero: nobody. */
  readonly paymaster: Address
  /** Wei: the sum of the maximum cost of every operation that the account pays itself; 0: sponsored only. */
  readonly feeBudget: bigint
  /** Root of the tree over the sessions. */
  readonly sessionsRoot: Hex
  /** Tells apart two grants of the same terms. */
  readonly salt: bigint
}

/** A call as a user writes it. */
export type Call = {
  readonly to: Address
  /** Wei; 0 by default. */
  readonly value?: bigint | undefined
  readonly data?: Hex | undefined
}

/** A call of a batch, as the account executes it and a module sees it. */
export type BatchCall = {
  /** Its place in the batch, from 0. */
  readonly index: number
  readonly target: Address
  /** Wei. */
  readonly value: bigint
  readonly data: Hex
  /** What the session key signs for this call beside the call itself. */
  readonly callSpecificData: Hex
}

/** What a session has used so far. Each part is counted only where it is limited. */
export type Usage = {
  /** Token base units. */
  readonly total: bigint
  readonly uses: number
  /** The last period in which the session was used, the first being 0, and the token base units used in it. */
  readonly period?: { readonly index: number; readonly used: bigint } | undefined
}

/** What is shown for a token instead of its address alone. */
export type TokenMetadata = {
  readonly symbol: string
  readonly decimals: number
  /** Where symbol and decimals come from, such as "the token itself" or the name of a list; shown beside them. */
  readonly source?: string | undefined
}

/** Token metadata by address. */
export type Tokens = { readonly [token: Address]: TokenMetadata }

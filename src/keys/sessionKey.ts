import type { Address, Hex, LocalAccount } from 'viem'

/** What signs for a session key: any local account of viem, a P-256 key (`toP256Key`) or a WebAuthn credential (`toWebAuthnKey`). */
export type SessionKey = LocalSessionKey | TypedSessionKey

/** A secp256k1 key. Its identity is its address. */
export type LocalSessionKey = Pick<LocalAccount, 'address' | 'signTypedData'> &
  Partial<Pick<LocalAccount, 'sign' | 'source'>> & { readonly keyType?: undefined }

/** A key that is not secp256k1. */
export type TypedSessionKey = {
  /** Its identity, which a grant names; nobody has an account there. */
  readonly address: Address
  /** 1: P-256, 2: WebAuthn. */
  readonly keyType: 1 | 2
  /** x, then y. */
  readonly publicKey: Hex
  /** Signs a digest, in the form that the contracts take. @throws SessionSignatureError; what its signer throws. */
  sign(parameters: { readonly hash: Hex }): Promise<Hex>
}

/** A session key as a grant names it. A secp256k1 key may leave its type out. */
export type KeyIdentity = {
  readonly address: Address
  /** 0, secp256k1, by default. */
  readonly keyType?: number | undefined
}

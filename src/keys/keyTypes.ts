/** The types of session keys, as a grant and a routing name them. */
export const keyTypes = { secp256k1: 0, p256: 1, webAuthn: 2 } as const

/** How people call a type of key, and how many bytes its signature has. */
const known = [
  { name: 'secp256k1', size: 65 },
  { name: 'P-256', size: 128 },
  { name: 'WebAuthn', size: 421 },
] as const

/** The last type there is. */
export const lastKeyType = known.length - 1

/** Bytes of a signature; zero for a type that there is not. */
export function signatureSizeOf(keyType: number): number {
  return known[keyType]?.size ?? 0
}

/** Names a type of key in a sentence. */
export function nameKeyType(keyType: number): string {
  return known[keyType]?.name ?? `of the unknown type ${keyType}`
}

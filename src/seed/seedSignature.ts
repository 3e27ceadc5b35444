import { type Address, encodeAbiParameters, type Hex } from 'viem'
import { keyTypes } from '../keys/keyTypes.ts'
import { wrapSignature } from '../routing/batchSignature.ts'
import { normalizeSignature } from '../routing/normalizeSignature.ts'
import type { ProvenSeedSession } from './seedSession.ts'

/** One call's session, and data that its module reads beside the session's; nobody signs them. */
export type SeedRoute = ProvenSeedSession & { readonly callSpecificData?: Hex | undefined }

export type EncodeSeedSignatureParameters = {
  /** The router that the account asks. */
  readonly router: Address
  /** Where the account has set its root: the router's own manager, or one of `originalManagers`. */
  readonly manager: Address
  /** One for each call, in the order of the calls. */
  readonly routes: readonly SeedRoute[]
  /** The session key's. */
  readonly signature: Hex
}

/**
 * Encodes the signature field of a batch operation in the seed format: the original's signature in the account's wrapper.
 *
 * @throws SessionSignatureError unless the signature is r, s, v with a low s.
 *
 * @example
 * ```ts
 * const session = proveSeedSession(buildSeedTree(seedSessions), 0)
 * const field = encodeSeedSignature({ router, manager, routes: [session], signature })
 * ```
 */
export function encodeSeedSignature({
  router,
  manager,
  routes,
  signature,
}: EncodeSeedSignatureParameters): Hex {
  const sessions = routes.map((route) => ({
    ...toFields(route),
    callSpecificData: route.callSpecificData ?? '0x',
  }))
  const batchSignature = encodeAbiParameters(batch, [
    manager,
    sessions,
    normalizeSignature(signature, { keyType: keyTypes.secp256k1 }),
  ])
  return wrapSignature({ batchSignature, router })
}

/**
 * Encodes the signature field of an operation of a single call, which the manager validates itself.
 *
 * @throws SessionSignatureError unless the signature is r, s, v with a low s.
 *
 * @example
 * ```ts
 * const session = proveSeedSession(buildSeedTree(seedSessions), 0)
 * const field = encodeSeedSingleSignature({ manager, session, signature })
 * ```
 */
export function encodeSeedSingleSignature({
  manager,
  session,
  signature,
}: {
  manager: Address
  session: ProvenSeedSession
  signature: Hex
}): Hex {
  const fields = toFields(session)
  const batchSignature = encodeAbiParameters(single, [
    ...[fields.validUntil, fields.validAfter],
    ...[fields.sessionValidationModule, fields.sessionKeyData, fields.merkleProof],
    normalizeSignature(signature, { keyType: keyTypes.secp256k1 }),
  ] as const)
  return wrapSignature({ batchSignature, router: manager })
}

function toFields({ validUntil, validAfter, module, data, proof }: ProvenSeedSession) {
  return {
    ...{ validUntil, validAfter, sessionValidationModule: module },
    ...{ sessionKeyData: data, merkleProof: proof },
  } as const
}

const session = [
  { type: 'uint48', name: 'validUntil' },
  { type: 'uint48', name: 'validAfter' },
  { type: 'address', name: 'sessionValidationModule' },
  { type: 'bytes', name: 'sessionKeyData' },
  { type: 'bytes32[]', name: 'merkleProof' },
] as const

const batch = [
  { type: 'address' },
  { type: 'tuple[]', components: [...session, { type: 'bytes', name: 'callSpecificData' }] },
  { type: 'bytes' },
] as const

const single = [...session, { type: 'bytes' }] as const

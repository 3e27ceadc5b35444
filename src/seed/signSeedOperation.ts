import type { Address, Hex, LocalAccount } from 'viem'
import {
  entryPoint06Address,
  getUserOperationHash,
  type UserOperation,
} from 'viem/account-abstraction'
import { secp256k1Stub } from '../account/stubSignature.ts'
import type { ProvenSeedSession } from './seedSession.ts'
import {
  type EncodeSeedSignatureParameters,
  encodeSeedSignature,
  encodeSeedSingleSignature,
} from './seedSignature.ts'

/** Which sessions an operation uses: one for each call of a batch, or the one of a single call. */
export type SeedRouting =
  | Omit<EncodeSeedSignatureParameters, 'signature'>
  | { readonly manager: Address; readonly session: ProvenSeedSession }

/**
 * Signs an operation in the seed format, as the original does: the key signs the operation's hash (EIP-191), not the sessions. Use a nonce
 * key below 2^64, such as 0.
 *
 * @returns the operation's signature field
 *
 * @example
 * ```ts
 * const tree = buildSeedTree(seedSessions)
 * const routing = { router, manager, routes: [proveSeedSession(tree, 0)] }
 * const field = await signSeedOperation({ userOperation, chainId: 1, key, routing })
 * ```
 */
export async function signSeedOperation({
  userOperation,
  chainId,
  key,
  routing,
}: {
  userOperation: UserOperation<'0.6'>
  chainId: number
  key: Pick<LocalAccount, 'signMessage'>
  routing: SeedRouting
}): Promise<Hex> {
  const userOpHash = getUserOperationHash({
    ...{ chainId, userOperation },
    ...{ entryPointAddress: entryPoint06Address, entryPointVersion: '0.6' },
  })
  return encode(routing, await key.signMessage({ message: { raw: userOpHash } }))
}

/**
 * Makes the signature field to estimate an operation with: as long as the real one, and as costly to check.
 *
 * @example
 * ```ts
 * const tree = buildSeedTree(seedSessions)
 * const stub = stubSeedOperation({ router, manager, routes: [proveSeedSession(tree, 0)] })
 * ```
 */
export function stubSeedOperation(routing: SeedRouting): Hex {
  return encode(routing, secp256k1Stub)
}

function encode(routing: SeedRouting, signature: Hex): Hex {
  return 'session' in routing
    ? encodeSeedSingleSignature({ ...routing, signature })
    : encodeSeedSignature({ ...routing, signature })
}

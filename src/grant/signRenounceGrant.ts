import { type Hex, isAddressEqual } from 'viem'
import { keyTypes } from '../keys/keyTypes.ts'
import type { SessionKey } from '../keys/sessionKey.ts'
import { normalizeSignature } from '../routing/normalizeSignature.ts'
import { GrantTermsError } from './GrantTermsError.ts'
import {
  hashRenouncing,
  type RenouncingParameters,
  toRenounceGrantTypedData,
} from './renouncingTypedData.ts'

/**
 * Signs, as a session key, that it gives up a grant: for one account on one chain, for good. Anybody can send it
 * (`renounceGrantWithSignatureCall`), so that a key without money can give up what it has, too.
 *
 * @throws GrantTermsError if the key is not the grant's; SessionSignatureError if the signer returns what no ledger takes.
 *
 * @example
 * ```ts
 * const renouncing = { account: account.address, grant }
 * const signature = await signRenounceGrant({ ...renouncing, key: sessionKey, chainId: 1 })
 * await walletClient.sendTransaction(renounceGrantWithSignatureCall({ ...renouncing, signature }))
 * ```
 */
export async function signRenounceGrant({
  key,
  ...parameters
}: RenouncingParameters & {
  /** The session key that the grant names. */
  readonly key: SessionKey
}): Promise<Hex> {
  const { terms } = parameters.grant
  const { keyType = keyTypes.secp256k1 } = key
  if (!isAddressEqual(key.address, terms.key) || keyType !== terms.keyType) {
    throw new GrantTermsError(`${key.address} cannot give up a grant of the key ${terms.key}.`, {
      fix: 'Sign with the grant’s own key; the owner revokes with `revokeGrantsCall` instead.',
    })
  }
  const signature =
    key.keyType === undefined
      ? await key.signTypedData(toRenounceGrantTypedData(parameters))
      : await key.sign({ hash: hashRenouncing(parameters) })
  return normalizeSignature(signature, { keyType })
}

import { entryPoint07Abi, entryPoint07Address } from 'viem/account-abstraction'
import { BatchFormatError } from '../routing/BatchFormatError.ts'
import { toBatchCalls } from '../routing/batch.ts'
import type { AccountKind } from './accountKind.ts'
import { decodeExecuteBatch, encodeExecuteBatch } from './executeBatch.ts'
import { toNexusNonceKey } from './toNexusNonceKey.ts'

/** Nexus, an ERC-7579 account, on EntryPoint v0.7, whose router is SessionRouterValidator. */
export const nexusAccountKind: AccountKind<'0.7', typeof entryPoint07Abi> = {
  entryPoint: { abi: entryPoint07Abi, address: entryPoint07Address, version: '0.7' },

  encodeBatch(calls) {
    const batch = toBatchCalls(calls)
    return encodeExecuteBatch(batch.map(({ target, value, data }) => ({ to: target, value, data })))
  },

  decodeBatch(callData) {
    const calls = decodeExecuteBatch(callData)
    if (encodeExecuteBatch(calls) !== callData.toLowerCase()) {
      throw new BatchFormatError('The batch is not in its one canonical encoding.')
    }
    return calls
  },

  // The account reads the validator in the nonce, so nothing is put around the signature.
  encodeSignature: ({ batchSignature }) => batchSignature,

  toNonceKey: ({ router, lane }) => toNexusNonceKey({ validator: router, key: lane }),
}

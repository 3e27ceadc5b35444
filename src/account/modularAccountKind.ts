import { entryPoint06Abi, entryPoint06Address } from 'viem/account-abstraction'
import { decodeBatch, encodeBatch } from '../routing/batch.ts'
import { wrapSignature } from '../routing/batchSignature.ts'
import type { AccountKind } from './accountKind.ts'

/** Modular Smart Accounts v2 on EntryPoint v0.6, whose router is BatchedSessionRouter. */
export const modularAccountKind: AccountKind<'0.6', typeof entryPoint06Abi> = {
  entryPoint: { abi: entryPoint06Abi, address: entryPoint06Address, version: '0.6' },
  encodeBatch,
  decodeBatch,
  encodeSignature: wrapSignature,
  // The router takes a session key's operations under nonces of that key alone, so that it cannot take its owner's.
  toNonceKey: ({ sessionKey, lane = 0n }) =>
    (BigInt.asUintN(32, lane) << 160n) | BigInt(sessionKey),
}

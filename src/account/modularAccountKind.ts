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
  toNonceKey: ({ key = 0n }) => key,
}

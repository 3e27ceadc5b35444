import { type Address, type Hex, hashTypedData } from 'viem'
import { defaultDeployment } from '../deployment.ts'
import { findLedger } from './findLedger.ts'
import type { LedgerCallParameters } from './ledgerCalls.ts'

export type RenouncingParameters = LedgerCallParameters & { readonly chainId: number }

/**
 * Makes the typed data by which a session key gives up a grant of one account, on one chain.
 *
 * @example
 * ```ts
 * const renouncing = toRenounceGrantTypedData({ account: account.address, grant, chainId: 1 })
 * const signature = await key.signTypedData(renouncing)
 * ```
 */
export function toRenounceGrantTypedData({
  account,
  grant,
  chainId,
  deployment = defaultDeployment,
}: RenouncingParameters) {
  const verifyingContract: Address = findLedger(grant.terms.router, deployment)
  return {
    domain: { name: 'Session Router', version: '1', chainId, verifyingContract },
    types: {
      RenounceGrant: [
        { name: 'account', type: 'address' },
        { name: 'grant', type: 'bytes32' },
      ],
    },
    primaryType: 'RenounceGrant',
    message: { account, grant: grant.id },
  } as const
}

/**
 * Computes the digest that a session key signs to give up a grant.
 *
 * @example
 * ```ts
 * const digest = hashRenouncing({ account: account.address, grant, chainId: 1 })
 * ```
 */
export function hashRenouncing(parameters: RenouncingParameters): Hex {
  return hashTypedData(toRenounceGrantTypedData(parameters))
}

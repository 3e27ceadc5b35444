import { type Address, type Hex, hashTypedData } from 'viem'
import { grantTypes } from './grantTypes.ts'
import type { Grant } from './toGrant.ts'

/** A grant that the owner approves for one chain. */
export type ChainGrant = {
  readonly chainId: number
  /** The contract that remembers the grant there. */
  readonly ledger: Address
  /** The account's epoch in that ledger for the grant's router: revoking everything ends all approvals that were not used. */
  readonly epoch: bigint
  readonly grant: Grant
}

export type EnablingParameters = {
  /** The account that the grants bind, on every chain of the list. */
  readonly account: Address
  /** Seconds since 1970; last moment at which a grant may be enabled with the signature. */
  readonly deadline: number
  /** At most one for each chain. */
  readonly entries: readonly ChainGrant[]
}

const types = {
  EnableGrants: [
    { name: 'account', type: 'address' },
    { name: 'deadline', type: 'uint48' },
    { name: 'grants', type: 'ChainGrant[]' },
  ],
  ChainGrant: [
    { name: 'chainId', type: 'uint256' },
    { name: 'ledger', type: 'address' },
    { name: 'epoch', type: 'uint64' },
    { name: 'grant', type: 'Grant' },
  ],
  ...grantTypes,
} as const

/** Names no chain and no contract, so that one signature serves many: each entry names its own. */
const domain = { name: 'Session Router', version: '1' } as const

/**
 * Makes the typed data that an owner signs to enable grants: each grant is in it with all its terms. Refuses nothing; `signGrants`
 * checks what it signs.
 *
 * @example
 * ```ts
 * const enabling = { account: account.address, deadline: now + 3600, entries: [entry] }
 * const signature = await account.signTypedData(toEnableGrantsTypedData(enabling))
 * ```
 */
export function toEnableGrantsTypedData({ account, deadline, entries }: EnablingParameters) {
  const grants = entries.map(({ chainId, ledger, epoch, grant }) => ({
    ...{ chainId: BigInt(chainId), ledger, epoch },
    grant: { ...grant.terms },
  }))
  return {
    ...{ domain, types, primaryType: 'EnableGrants' as const },
    message: { account, deadline, grants },
  }
}

/**
 * Computes the digest that an owner's signature enables grants with.
 *
 * @example
 * ```ts
 * const digest = hashEnabling({ account: account.address, deadline: now + 3600, entries: [entry] })
 * ```
 */
export function hashEnabling(parameters: EnablingParameters): Hex {
  return hashTypedData(toEnableGrantsTypedData(parameters))
}

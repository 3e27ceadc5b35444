import type { Address } from 'viem'
import { erc20Stake } from '../svm/erc20Stake.ts'
import type { Limits } from '../svm/limits.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type DepositParameters = PermissionWindow & {
  readonly vault: Address
  /** In base units of the vault's asset. */
  readonly limits?: Limits | undefined
}

/**
 * Allows `deposit(assets, receiver)` into one vault, the receiver being the account itself.
 *
 * @throws InvalidAmountError, viem's InvalidAddressError
 */
function deposit(parameters: DepositParameters): Permission {
  const rule = { ...parameters, kind: 'erc4626.deposit' } as const
  return toPermission({ module: 'stake', data: erc20Stake.encode(rule) }, parameters)
}

/**
 * Permissions on ERC-4626 vaults.
 *
 * @example
 * ```ts
 * erc4626.deposit({ vault, limits: { perUse: amount('500', 18), uses: 10 } })
 * ```
 */
export const erc4626 = { deposit } as const

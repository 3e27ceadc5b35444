import type { Address } from 'viem'
import { erc20Stake } from '../svm/erc20Stake.ts'
import type { Limits } from '../svm/limits.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type DepositParameters = PermissionWindow & {
  readonly vault: Address
  /** In base units of the vault's asset. */
  readonly limits?: Limits | undefined
}

export type TakeBackParameters = PermissionWindow & {
  readonly vault: Address
  /** Taking back to the account itself is limited in number only. */
  readonly limits?: Pick<Limits, 'uses'> | undefined
}

/**
 * Allows `deposit(assets, receiver)` into one vault, the receiver being the account itself.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function deposit(parameters: DepositParameters): Permission {
  return toStake('erc4626.deposit', parameters)
}

/**
 * Allows `withdraw(assets, receiver, owner)` from one vault, receiver and owner being the account itself.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function withdraw(parameters: TakeBackParameters): Permission {
  return toStake('erc4626.withdraw', parameters)
}

/**
 * Allows `redeem(shares, receiver, owner)` on one vault, receiver and owner being the account itself.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function redeem(parameters: TakeBackParameters): Permission {
  return toStake('erc4626.redeem', parameters)
}

function toStake(
  kind: 'erc4626.deposit' | 'erc4626.withdraw' | 'erc4626.redeem',
  parameters: DepositParameters,
): Permission {
  const data = erc20Stake.encode({ ...parameters, kind })
  return toPermission({ module: 'stake', data }, parameters)
}

/**
 * Permissions on ERC-4626 vaults.
 *
 * @example
 * ```ts
 * erc4626.deposit({ vault, limits: { perUse: amount('500', 18), uses: 10 } })
 * erc4626.redeem({ vault, limits: { uses: 10 } })
 * ```
 */
export const erc4626 = { deposit, withdraw, redeem } as const

import type { Address } from 'viem'
import { erc20Stake } from '../svm/erc20Stake.ts'
import type { Limits } from '../svm/limits.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type SupplyParameters = PermissionWindow & {
  /** Aave v3's Pool, or one like it. */
  readonly pool: Address
  readonly asset: Address
  /** In base units of the asset. */
  readonly limits?: Limits | undefined
}

export type AaveWithdrawParameters = PermissionWindow & {
  readonly pool: Address
  readonly asset: Address
  /** Taking back to the account itself is limited in number only. */
  readonly limits?: Pick<Limits, 'uses'> | undefined
}

/**
 * Allows `supply(asset, amount, onBehalfOf, 0)` of one asset, for the account itself.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function supply(parameters: SupplyParameters): Permission {
  const data = erc20Stake.encode({ ...parameters, kind: 'aave.supply' })
  return toPermission({ module: 'stake', data }, parameters)
}

/**
 * Allows `withdraw(asset, amount, to)` of one asset, to the account itself.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function withdraw(parameters: AaveWithdrawParameters): Permission {
  const data = erc20Stake.encode({ ...parameters, kind: 'aave.withdraw' })
  return toPermission({ module: 'stake', data }, parameters)
}

/**
 * Permissions on pools in the manner of Aave v3.
 *
 * @example
 * ```ts
 * aave.supply({ pool, asset: usdc, limits: { total: amount('1000', 6) } })
 * ```
 */
export const aave = { supply, withdraw } as const

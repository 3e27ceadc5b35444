import type { Address } from 'viem'
import { DeploymentError, defaultDeployment } from '../deployment.ts'
import { depositAll as depositAllModule } from '../svm/depositAll.ts'
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

export type DepositAllParameters = PermissionWindow & {
  readonly token: Address
  /** Whose asset the token is. */
  readonly vault: Address
  /** Base units of the token that stay in the account at least; none by default. */
  readonly keep?: bigint | undefined
  /** In base units of the token. What counts is the maximum that a call names. */
  readonly limits?: Limits | undefined
  /** DepositAll; that of the default deployment by default. */
  readonly helper?: Address | undefined
}

/**
 * Allows `depositAll(token, vault, keep, maximum)` of the helper: deposits whatever the account has of a token, such as what a swap gave,
 * which nobody knows beforehand. The account approves the helper for the token, which spends for its caller alone.
 *
 * @throws DeploymentError if no helper is deployed; InvalidAmountError, viem's InvalidAddressError
 */
function depositAll({ helper = defaultDeployment.depositAll, ...rest }: DepositAllParameters) {
  if (helper === undefined) throw new DeploymentError('DepositAll')
  const rule = { ...rest, helper, keep: rest.keep ?? 0n }
  return toPermission({ module: 'depositAll', data: depositAllModule.encode(rule) }, rest)
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
 * erc4626.depositAll({ token: dai, vault, limits: { perUse: amount('500', 18) } })
 * ```
 */
export const erc4626 = { deposit, withdraw, redeem, depositAll } as const

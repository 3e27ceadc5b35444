import type { Address } from 'viem'
import { erc20Stake } from '../svm/erc20Stake.ts'
import type { Limits } from '../svm/limits.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type StakingParameters = PermissionWindow & {
  /** A contract in the manner of Synthetix's StakingRewards: all that it does is for its caller. */
  readonly staking: Address
  /** In base units of the staking token. */
  readonly limits?: Limits | undefined
}

export type GetRewardParameters = PermissionWindow & {
  readonly staking: Address
  readonly limits?: Pick<Limits, 'uses'> | undefined
}

/**
 * Allows `stake(amount)`.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function stake(parameters: StakingParameters): Permission {
  return toStake('staking.stake', parameters)
}

/**
 * Allows `withdraw(amount)`: stake back to the account.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function withdraw(parameters: StakingParameters): Permission {
  return toStake('staking.withdraw', parameters)
}

/**
 * Allows `getReward()`: rewards to the account.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function getReward(parameters: GetRewardParameters): Permission {
  return toStake('staking.getReward', parameters)
}

function toStake(
  kind: 'staking.stake' | 'staking.withdraw' | 'staking.getReward',
  parameters: StakingParameters,
): Permission {
  const data = erc20Stake.encode({ ...parameters, kind })
  return toPermission({ module: 'stake', data }, parameters)
}

/**
 * Permissions on staking contracts in the manner of Synthetix.
 *
 * @example
 * ```ts
 * staking.stake({ staking: rewards, limits: { perPeriod: perWeek(amount('100', 18)) } })
 * staking.getReward({ staking: rewards, limits: { uses: 52 } })
 * ```
 */
export const staking = { stake, withdraw, getReward } as const

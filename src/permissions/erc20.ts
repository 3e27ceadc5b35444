import type { Address } from 'viem'
import { erc20Approval } from '../svm/erc20Approval.ts'
import type { Limits } from '../svm/limits.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type ApproveParameters = PermissionWindow & {
  readonly token: Address
  /** The one contract that may be approved. */
  readonly spender: Address
  /** In base units of the token. Approving zero is always allowed and free. */
  readonly limits?: Limits | undefined
}

/**
 * Allows `approve(spender, amount)` on one token for one spender.
 *
 * @throws InvalidAmountError, viem's InvalidAddressError
 */
function approve(parameters: ApproveParameters): Permission {
  return toPermission({ module: 'approve', data: erc20Approval.encode(parameters) }, parameters)
}

/**
 * Permissions on ERC-20 tokens.
 *
 * @example
 * ```ts
 * erc20.approve({ token: usdc, spender: dex, limits: { total: amount('1000', 6) } })
 * ```
 */
export const erc20 = { approve } as const

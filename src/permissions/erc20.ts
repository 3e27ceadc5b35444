import type { Address } from 'viem'
import { erc20Approval } from '../svm/erc20Approval.ts'
import { erc20Transfer } from '../svm/erc20Transfer.ts'
import type { Limits } from '../svm/limits.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type ApproveParameters = PermissionWindow & {
  readonly token: Address
  /** The one contract that may be approved. */
  readonly spender: Address
  /** Whether the last approval of an operation must set the allowance back to zero; no by default. */
  readonly endsAtZero?: true | undefined
  /** In base units of the token. Approving zero is always allowed and free. */
  readonly limits?: Limits | undefined
}

/**
 * Allows `approve(spender, amount)` on one token for one spender.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function approve(parameters: ApproveParameters): Permission {
  return toPermission({ module: 'approve', data: erc20Approval.encode(parameters) }, parameters)
}

export type TransferParameters = PermissionWindow & {
  readonly token: Address
  /** Who may receive; at most 255. */
  readonly recipients: readonly Address[]
  /** In base units of the token. */
  readonly limits?: Limits | undefined
}

/**
 * Allows `transfer(to, amount)` of one token to a set of recipients.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function transfer(parameters: TransferParameters): Permission {
  return toPermission({ module: 'transfer', data: erc20Transfer.encode(parameters) }, parameters)
}

/**
 * Permissions on ERC-20 tokens.
 *
 * @example
 * ```ts
 * erc20.approve({ token: usdc, spender: dex, limits: { total: amount('1000', 6) } })
 * erc20.transfer({ token: usdc, recipients: [payee], limits: { perPeriod: perDay(amount('50', 6)) } })
 * ```
 */
export const erc20 = { approve, transfer } as const

import type { Address } from 'viem'
import type { Limits } from '../svm/limits.ts'
import { nativeTransfer } from '../svm/nativeTransfer.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type NativeTransferParameters = PermissionWindow & {
  /** Who may receive; at most 255. */
  readonly recipients: readonly Address[]
  /** In wei. */
  readonly limits?: Limits | undefined
}

/**
 * Allows sending the native currency, with empty calldata, to a set of recipients.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function transfer(parameters: NativeTransferParameters): Permission {
  const data = nativeTransfer.encode(parameters)
  return toPermission({ module: 'nativeTransfer', data }, parameters)
}

/**
 * Permissions on the native currency.
 *
 * @example
 * ```ts
 * native.transfer({ recipients: [payee], limits: { perPeriod: perDay(parseEther('0.1')) } })
 * ```
 */
export const native = { transfer } as const

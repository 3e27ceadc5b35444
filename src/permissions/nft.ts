import type { Limits } from '../svm/limits.ts'
import { type NFTTransferRule, nftTransfer } from '../svm/nftTransfer.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type NFTTransferParameters = PermissionWindow &
  NFTTransferRule & {
    /** In numbers of tokens. */
    readonly limits?: Limits | undefined
  }

/**
 * Allows transferring tokens of one ERC-721 or ERC-1155 collection from the account to a set of recipients.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function transfer(parameters: NFTTransferParameters): Permission {
  return toPermission({ module: 'nftTransfer', data: nftTransfer.encode(parameters) }, parameters)
}

/**
 * Permissions on NFTs.
 *
 * @example
 * ```ts
 * nft.transfer({ kind: 'erc721', collection, recipients: [friend], ids: [7n] })
 * ```
 */
export const nft = { transfer } as const

import { type Address, concatHex, zeroAddress } from 'viem'
import { refuse } from '../errors/refuse.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeRecipients } from './describeRecipients.ts'
import { encodeAddresses } from './encodeList.ts'
import { endOfList, readAddresses } from './readBytes.ts'

/** Sending the native currency, with empty calldata, to a set of recipients. */
export type NativeTransferRule = { readonly recipients: readonly Address[] }

/**
 * NativeTransferSVM, off-chain. Limits are in wei.
 *
 * @example
 * ```ts
 * const { recipients, limits } = nativeTransfer.decode(data)
 * ```
 */
export const nativeTransfer = defineModule<NativeTransferRule>({
  name: 'nativeTransfer',
  contract: 'NativeTransferSVM',
  ruleLength: (data) => endOfList(data, { start: 0, size: 20 }),
  encodeRule: ({ recipients }) => concatHex([...encodeAddresses('recipients', recipients)]),
  readRule: (data) => ({ recipients: readAddresses(data, 0) }),
  entriesOf: ({ recipients }) =>
    recipients.map((target) => ({ target, selector: '0x00000000' as const })),
  countedToken: () => zeroAddress,
  limitsToken: () => wei,
  describeRule: ({ recipients }) =>
    `Send the native currency from the account to ${describeRecipients(recipients)}`,
  checkCall({ rule, call }) {
    if (!rule.recipients.includes(call.target)) {
      return refuse('RecipientNotAllowed', { ...reader.at(call), found: call.target })
    }
    return reader.requireLength(call, 0) ?? { charged: true, amount: call.value }
  },
})

/** Every chain's native currency has 18 decimals; its name differs. */
const wei = { symbol: 'native', decimals: 18 }

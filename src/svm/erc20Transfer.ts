import { type Address, concatHex, erc20Abi, getAddress, toFunctionSelector } from 'viem'
import { getAbiItem } from 'viem/utils'
import { isRefusal } from '../errors/refuse.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeRecipients } from './describeRecipients.ts'
import { describeToken, findToken } from './describeToken.ts'
import { encodeAddresses } from './encodeList.ts'
import { endOfList, readAddress, readAddresses } from './readBytes.ts'

/** `transfer(to, amount)` of one ERC-20 to a set of recipients. */
export type TransferRule = {
  readonly token: Address
  readonly recipients: readonly Address[]
}

const selector = toFunctionSelector(getAbiItem({ abi: erc20Abi, name: 'transfer' }))

const recipientsStart = 20

/**
 * ERC20TransferSVM, off-chain. Limits are in base units of the token.
 *
 * @example
 * ```ts
 * const { token, recipients, limits } = erc20Transfer.decode(data)
 * ```
 */
export const erc20Transfer = defineModule<TransferRule>({
  name: 'transfer',
  contract: 'ERC20TransferSVM',
  ruleLength: (data) => endOfList(data, { start: recipientsStart, size: 20 }),
  encodeRule: ({ token, recipients }) =>
    concatHex([getAddress(token), ...encodeAddresses('recipients', recipients)]),
  readRule: (data) => ({
    token: readAddress(data, 0),
    recipients: readAddresses(data, recipientsStart),
  }),
  entriesOf: ({ token }) => [{ target: token, selector }],
  countedToken: ({ token }) => token,
  limitsToken: ({ token }, tokens) => findToken(token, tokens),
  describeRule: ({ token, recipients }, tokens) =>
    `Send ${describeToken(token, tokens)} from the account to ${describeRecipients(recipients)}`,
  checkCall({ rule, call }) {
    const refusal =
      reader.requireTarget(call, rule.token) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, selector) ??
      reader.requireLength(call, 68) ??
      reader.requireRecipient(call, { position: 4, recipients: rule.recipients })
    if (isRefusal(refusal)) return refusal
    return { charged: true, amount: reader.wordAt(call, 36) }
  },
})

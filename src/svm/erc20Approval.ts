import { type Address, concatHex, erc20Abi, getAddress, toFunctionSelector } from 'viem'
import { getAbiItem } from 'viem/utils'
import { isRefusal } from '../errors/refuse.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeToken, findToken } from './describeToken.ts'
import { readAddress } from './readBytes.ts'

/** `approve(spender, amount)` on one ERC-20 for one spender. */
export type ApprovalRule = {
  readonly token: Address
  readonly spender: Address
}

const selector = toFunctionSelector(getAbiItem({ abi: erc20Abi, name: 'approve' }))

/**
 * ERC20ApprovalSVM, off-chain. Limits are in base units of the token. Setting the allowance to zero is always allowed and
 * free.
 *
 * @example
 * ```ts
 * const { token, spender, limits } = erc20Approval.decode(data)
 * ```
 */
export const erc20Approval = defineModule<ApprovalRule>({
  name: 'approve',
  contract: 'ERC20ApprovalSVM',
  selector,
  ruleLength: () => 40,
  encodeRule: ({ token, spender }) => concatHex([getAddress(token), getAddress(spender)]),
  readRule: (data) => ({ token: readAddress(data, 0), spender: readAddress(data, 20) }),
  targetOf: ({ token }) => token,
  countedToken: ({ token }) => token,
  limitsToken: ({ token }, tokens) => findToken(token, tokens),
  describeRule: ({ token, spender }, tokens) =>
    `Let ${spender} spend ${describeToken(token, tokens)} from the account`,
  checkCall({ rule, call }) {
    const refusal =
      reader.requireNoCallSpecificData(call) ??
      reader.requireTarget(call, rule.token) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, selector) ??
      reader.requireLength(call, 68) ??
      reader.requireAddress(call, {
        position: 4,
        allowed: rule.spender,
        otherwise: 'SpenderNotAllowed',
      })
    if (isRefusal(refusal)) return refusal
    const amount = reader.wordAt(call, 36)
    return { charged: amount !== 0n, amount }
  },
})

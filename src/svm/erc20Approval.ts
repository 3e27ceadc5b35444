import { type Address, concatHex, erc20Abi, getAddress, toFunctionSelector } from 'viem'
import { getAbiItem } from 'viem/utils'
import { nameCall, regrant } from '../errors/phrases.ts'
import { isRefusal, refuse } from '../errors/refuse.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeToken, findToken } from './describeToken.ts'
import { readAddress } from './readBytes.ts'

/** `approve(spender, amount)` on one ERC-20 for one spender. */
export type ApprovalRule = {
  readonly token: Address
  readonly spender: Address
  /** Whether the session's last call in an operation must set the allowance to zero; no by default. */
  readonly endsAtZero?: true | undefined
}

const selector = toFunctionSelector(getAbiItem({ abi: erc20Abi, name: 'approve' }))

const endsAtZeroFlag = 0x10

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
  words: {
    AllowanceLeft: ({ call, found }) => ({
      sentence: `${nameCall(call)} is the session’s last and leaves an allowance of ${found} base units standing; this session ends with none.`,
      fix: 'Add a last call that approves zero for the same spender.',
    }),
    SpenderNotAllowed: ({ call, found, allowed }) => ({
      sentence: `${nameCall(call)} approves ${found} as spender; this session allows ${allowed} only.`,
      fix: regrant,
    }),
  },
  ruleLength: () => 40,
  knownFlags: () => 0x1f,
  encodeOwnFlags: ({ endsAtZero }) => (endsAtZero ? endsAtZeroFlag : 0),
  encodeRule: ({ token, spender }) => concatHex([getAddress(token), getAddress(spender)]),
  readRule: (data, own) => ({
    token: readAddress(data, 0),
    spender: readAddress(data, 20),
    ...(own === 0 ? {} : { endsAtZero: true }),
  }),
  entriesOf: ({ token }) => [{ target: token, selector }],
  countedToken: ({ token }) => token,
  limitsToken: ({ token }, tokens) => findToken(token, tokens),
  describeRule: ({ token, spender, endsAtZero }, tokens) =>
    `Let ${spender} spend ${describeToken(token, tokens)} from the account${
      endsAtZero ? ', with nothing left to spend when an operation is done' : ''
    }`,
  checkCall({ rule, call }) {
    const refusal =
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
  checkEnd({ rule, last }) {
    const found = reader.wordAt(last, 36)
    if (!rule.endsAtZero || found === 0n) return undefined
    return refuse('AllowanceLeft', { ...reader.at(last), found, allowed: 0n })
  },
})

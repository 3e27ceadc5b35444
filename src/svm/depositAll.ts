import {
  type Address,
  concatHex,
  getAddress,
  numberToHex,
  parseAbi,
  toFunctionSelector,
} from 'viem'
import { nameCall, regrant } from '../errors/phrases.ts'
import { isRefusal, refuse } from '../errors/refuse.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeAmount, describeToken, findToken } from './describeToken.ts'
import { readAddress, readUint } from './readBytes.ts'
import { requireAmount } from './requireAmount.ts'

/** `depositAll(token, vault, keep, maximum)` of the helper, for one token and one vault. */
export type DepositAllRule = {
  /** DepositAll. */
  readonly helper: Address
  readonly token: Address
  /** An ERC-4626 vault. */
  readonly vault: Address
  /** Base units of the token that stay in the account at least. */
  readonly keep: bigint
}

const selector = toFunctionSelector(
  parseAbi(['function depositAll(address token, address vault, uint256 keep, uint256 maximum)'])[0],
)

/**
 * DepositAllSVM, off-chain. Limits are in base units of the token, and charge the maximum that a call names.
 *
 * @example
 * ```ts
 * const { token, vault, keep } = depositAll.decode(data)
 * ```
 */
export const depositAll = defineModule<DepositAllRule>({
  name: 'depositAll',
  contract: 'DepositAllSVM',
  words: {
    DepositUnderWay: () => ({
      sentence:
        'The token or the vault called back while it was being deposited, and asked for another deposit.',
      fix: 'Do not use this vault: no honest one has a reason to.',
    }),
    KeepTooLow: ({ call, found, allowed }) => ({
      sentence: `${nameCall(call)} leaves ${found} base units in the account; this session leaves ${allowed} at least.`,
      fix: `Pass ${allowed} or more as \`keep\`.`,
    }),
    NothingToDeposit: ({ balance, keep }) => ({
      sentence: `The account has ${balance} base units of the token, and is to keep ${keep}: there is nothing to deposit.`,
      fix: 'Let the calls before it bring in more, or keep less.',
    }),
    VaultNotAllowed: ({ call, found, allowed }) => ({
      sentence: `${nameCall(call)} deposits in ${found}; this session deposits in ${allowed} only.`,
      fix: regrant,
    }),
  },
  ruleLength: () => 76,
  encodeRule: ({ helper, token, vault, keep }) =>
    concatHex([
      getAddress(helper),
      getAddress(token),
      getAddress(vault),
      numberToHex(requireAmount(keep, { name: 'keep', bits: 128 }), { size: 16 }),
    ]),
  readRule: (data) => ({
    helper: readAddress(data, 0),
    token: readAddress(data, 20),
    vault: readAddress(data, 40),
    keep: readUint(data, { start: 60, size: 16 }),
  }),
  entriesOf: ({ helper }) => [{ target: helper, selector }],
  countedToken: ({ token }) => token,
  limitsToken: ({ token }, tokens) => findToken(token, tokens),
  describeRule({ helper, token, vault, keep }, tokens) {
    const kept = keep === 0n ? '' : ` above ${describeAmount(keep, findToken(token, tokens))}`
    return `Deposit what the account has of ${describeToken(token, tokens)}${kept} into the ERC-4626 vault ${vault} for the account itself, through ${helper}`
  },
  checkCall({ rule, call }) {
    const refusal =
      reader.requireTarget(call, rule.helper) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, selector) ??
      reader.requireLength(call, 132) ??
      reader.requireAddress(call, {
        position: 4,
        allowed: rule.token,
        otherwise: 'AssetNotAllowed',
      }) ??
      reader.requireAddress(call, {
        position: 36,
        allowed: rule.vault,
        otherwise: 'VaultNotAllowed',
      })
    if (isRefusal(refusal)) return refusal
    const found = reader.wordAt(call, 68)
    if (found < rule.keep)
      return refuse('KeepTooLow', { ...reader.at(call), found, allowed: rule.keep })
    return { charged: true, amount: reader.wordAt(call, 100) }
  },
})

import {
  type Address,
  concatHex,
  getAddress,
  type Hex,
  parseAbi,
  size,
  toFunctionSelector,
  zeroAddress,
} from 'viem'
import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall } from '../types.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeSwap } from './describeSwap.ts'
import { findToken } from './describeToken.ts'
import { encodeAddresses } from './encodeList.ts'
import { endOfList, readAddress, readAddresses } from './readBytes.ts'
import * as terms from './swapTerms.ts'
import { wordsOfSwaps } from './swapTerms.ts'

/** Selling an exact amount on one Uniswap V2 router, from one token to another, for the account itself. */
export type SwapRule = {
  /** Uniswap V2's Router02, or one like it. */
  readonly router: Address
  /** The native currency's wrapper, where that is sold. */
  readonly tokenIn: Address
  /** The native currency's wrapper, where that is bought. */
  readonly tokenOut: Address
  /** Tokens that the path may lead over. */
  readonly hops: readonly Address[]
  /** The floor: at least `out` base units of tokenOut for every `in` base units of tokenIn. */
  readonly rate: terms.Rate
  /** Which side is the native currency; none by default. */
  readonly native?: 'in' | 'out' | undefined
}

/** Session data may say both, and is refused. */
type ReadSwapRule = SwapRule | (Omit<SwapRule, 'native'> & { readonly native: 'both' })

const abi = parseAbi([
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapExactETHForTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable',
  'function swapExactETHForTokensSupportingFeeOnTransferTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable',
  'function swapExactTokensForETH(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapExactTokensForETHSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
])

/** The plain function and the one for tokens that charge on transfer, which holds the minimum against what arrives. */
const selectors = {
  none: [toFunctionSelector(abi[0]), toFunctionSelector(abi[1])],
  in: [toFunctionSelector(abi[2]), toFunctionSelector(abi[3])],
  out: [toFunctionSelector(abi[4]), toFunctionSelector(abi[5])],
} as const satisfies { [side: string]: readonly [Hex, Hex] }

const nativeFlags = { none: 0, in: 0x10, out: 0x20, both: 0x30 } as const

/** Where the set of hops stands in the data. */
const hopsStart = 92

/**
 * DEXSwapSVM, off-chain. Limits are in base units of tokenIn, or in wei.
 *
 * @example
 * ```ts
 * const { rate, limits } = dexSwap.decode(data)
 * ```
 */
export const dexSwap = defineModule<ReadSwapRule>({
  name: 'swap',
  contract: 'DEXSwapSVM',
  words: {
    ...wordsOfSwaps,
    SwapNativeTwice: () => ({
      sentence: 'The session sells the native currency for itself.',
      fix: 'Create the permission again with the native currency on one side at most.',
    }),
  },
  ruleLength: (data) => endOfList(data, { start: hopsStart, size: 20 }),
  knownFlags: () => 0x3f,
  encodeOwnFlags: ({ native }) => nativeFlags[native ?? 'none'],
  encodeRule({ router, tokenIn, tokenOut, hops, rate }) {
    return concatHex([
      getAddress(router),
      ...terms.encodeRate(rate),
      getAddress(tokenIn),
      getAddress(tokenOut),
      ...encodeAddresses('hops', hops),
    ])
  },
  readRule(data, own) {
    const rule = {
      router: readAddress(data, 0),
      rate: terms.readRate(data, 20),
      tokenIn: readAddress(data, 52),
      tokenOut: readAddress(data, 72),
      hops: readAddresses(data, hopsStart),
    }
    if (own === nativeFlags.both) return { ...rule, native: 'both' }
    if (own === nativeFlags.none) return rule
    return { ...rule, native: own === nativeFlags.in ? 'in' : 'out' }
  },
  refuseRule: (rule) => refuseBoth(rule) ?? terms.refuseRate(rule.rate),
  entriesOf({ router, native }) {
    if (native === 'both') return []
    return selectors[native ?? 'none'].map((selector) => ({ target: router, selector }))
  },
  countedToken: ({ tokenIn, native }) => (native === 'in' ? zeroAddress : tokenIn),
  limitsToken: ({ tokenIn }, tokens) => findToken(tokenIn, tokens),
  // A rule with both sides is refused before it is described.
  describeRule: (rule, tokens) => describeSwap({ ...(rule as SwapRule), dex: rule.router }, tokens),
  checkCall({ account, rule, call }) {
    const { native, router, rate } = rule
    const wrong =
      reader.requireTarget(call, router) ??
      (native === 'in' ? undefined : reader.requireNoValue(call))
    if (wrong) return wrong
    if (native === 'both') return refuse('SwapNativeTwice', {})
    // Where the minimum stands, from which the other arguments are counted.
    const head = native === 'in' ? 4 : 36
    const shape =
      reader.requireEitherSelector(call, selectors[native ?? 'none']) ??
      requirePathShape(rule, { call, head })
    if (shape) return shape
    const amount = native === 'in' ? call.value : reader.wordAt(call, 4)
    const refusal =
      terms.requireAmountIn(call, amount) ??
      terms.requireRecipient(call, { position: head + 64, account }) ??
      requirePath(rule, { call, head }) ??
      terms.requireMinimumOut(call, { rate, amountIn: amount, found: reader.wordAt(call, head) })
    return isRefusal(refusal) ? refusal : { charged: true, amount }
  },
})

function refuseBoth({ native }: ReadSwapRule): Refusal | undefined {
  return native === 'both' ? refuse('SwapNativeTwice', {}) : undefined
}

type Placed = { call: BatchCall; head: number }

function requirePathShape(rule: ReadSwapRule, { call, head }: Placed): Refusal | undefined {
  const path = head + 160
  if (size(call.data) < path + 64) return reader.requireLength(call, path + 64)
  const moved = reader.requirePointer(call, { position: head + 32, allowed: head + 124 })
  if (moved) return moved
  const found = reader.wordAt(call, head + 128)
  const allowed = BigInt(2 + rule.hops.length)
  if (found < 2n || found > allowed) {
    return refuse('PathLengthWrong', { ...reader.at(call), found, allowed })
  }
  return reader.requireLength(call, path + 32 * Number(found))
}

function requirePath(rule: ReadSwapRule, { call, head }: Placed): Refusal | undefined {
  const path = head + 160
  const last = Number(reader.wordAt(call, head + 128)) - 1
  const requireToken = (place: number, allowed: Address, otherwise: TokenRule) =>
    reader.requireAddress(call, { position: path + 32 * place, allowed, otherwise })

  const first = requireToken(0, rule.tokenIn, 'TokenInNotAllowed')
  if (first) return first
  for (let place = 1; place < last; place++) {
    const unclean = reader.requireCleanAddress(call, path + 32 * place)
    if (unclean) return unclean
    const found = reader.addressAt(call, path + 32 * place)
    if (!rule.hops.includes(found)) {
      return refuse('HopNotAllowed', { ...reader.at(call), position: BigInt(place), found })
    }
  }
  return requireToken(last, rule.tokenOut, 'TokenOutNotAllowed')
}

type TokenRule = 'TokenInNotAllowed' | 'TokenOutNotAllowed'

import {
  type Address,
  concatHex,
  getAddress,
  numberToHex,
  parseAbi,
  size,
  toFunctionSelector,
  zeroAddress,
} from 'viem'
import { nameCall, recreate } from '../errors/phrases.ts'
import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall } from '../types.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeSwap } from './describeSwap.ts'
import { findToken } from './describeToken.ts'
import { encodeAddresses, encodeCount } from './encodeList.ts'
import { endOfList, readAddress, readAddresses, readUint } from './readBytes.ts'
import { requireAmount } from './requireAmount.ts'
import * as terms from './swapTerms.ts'
import { wordsOfSwaps } from './swapTerms.ts'

/** `exactInputSingle` and `exactInput` on one Uniswap V3 router, from one token to another, for the account itself. */
export type SwapV3Rule = {
  readonly router: Address
  /** Which of the two: their functions take the deadline in different places. */
  readonly kind: 'SwapRouter' | 'SwapRouter02'
  /** The native currency's wrapper, where that is sold. */
  readonly tokenIn: Address
  readonly tokenOut: Address
  /** Fees of the pools that may be used, in hundredths of a basis point: 500, 3000, 10000. */
  readonly fees: readonly number[]
  /** Tokens that a path may lead over. */
  readonly hops: readonly Address[]
  /** The floor: at least `out` base units of tokenOut for every `in` base units of tokenIn. */
  readonly rate: terms.Rate
  /** Whether the native currency is sold, sent along as the call's value. */
  readonly native?: 'in' | undefined
}

/** A kind of router that this version does not know is kept as its number, and refused. */
type ReadSwapV3Rule = SwapV3Rule | (Omit<SwapV3Rule, 'kind'> & { readonly kind: number })

const kinds = ['SwapRouter', 'SwapRouter02'] as const

const abis = {
  SwapRouter: parseAbi([
    'struct Single { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
    'struct Multi { bytes path; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; }',
    'function exactInputSingle(Single params) payable returns (uint256)',
    'function exactInput(Multi params) payable returns (uint256)',
  ]),
  SwapRouter02: parseAbi([
    'struct Single { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
    'struct Multi { bytes path; address recipient; uint256 amountIn; uint256 amountOutMinimum; }',
    'function exactInputSingle(Single params) payable returns (uint256)',
    'function exactInput(Multi params) payable returns (uint256)',
  ]),
}

/** `amount`: where the amount stands in the calldata of each function. */
const functions = {
  SwapRouter: {
    single: { selector: toFunctionSelector(abis.SwapRouter[0]), amount: 164 },
    multi: { selector: toFunctionSelector(abis.SwapRouter[1]), amount: 132 },
  },
  SwapRouter02: {
    single: { selector: toFunctionSelector(abis.SwapRouter02[0]), amount: 132 },
    multi: { selector: toFunctionSelector(abis.SwapRouter02[1]), amount: 100 },
  },
} as const

const nativeFlag = 0x10

/** Where the list of fees stands in the data. */
const feesStart = 93

/** Bytes of a pool in a path: its fee, and the token behind it. */
const poolSize = 23

/**
 * UniswapV3SwapSVM, off-chain. Limits are in base units of tokenIn, or in wei.
 *
 * @example
 * ```ts
 * const { fees, hops, rate } = uniswapV3Swap.decode(data)
 * ```
 */
export const uniswapV3Swap = defineModule<ReadSwapV3Rule>({
  name: 'swapV3',
  contract: 'UniswapV3SwapSVM',
  words: {
    ...wordsOfSwaps,
    FeeNotAllowed: ({ call, position, found }) => ({
      sentence: `${nameCall(call)} swaps through a pool with a fee of ${found} (place ${position} of the path), which this session does not list.`,
      fix: 'Use a pool with a fee that the session allows, or ask for a grant with this one.',
    }),
    FunctionNotAllowed: ({ call, found, single, multi }) => ({
      sentence: `${nameCall(call)} calls the function ${found}; this session allows ${single} and ${multi} only.`,
      fix: 'Call `exactInputSingle` or `exactInput` of the router that the session names, not through `multicall`.',
    }),
    PathSizeWrong: ({ call, found, allowed }) => ({
      sentence: `${nameCall(call)} swaps over a path of ${found} bytes; it takes 43 to ${allowed}, 23 for each pool and 20.`,
      fix: 'Use a shorter path, or ask for a grant with more hops.',
    }),
    PriceLimitNotZero: ({ call, found }) => ({
      sentence: `${nameCall(call)} sets a price limit (${found}), at which the swap would stop half-way.`,
      fix: 'Pass 0 as `sqrtPriceLimitX96`; the minimum out protects the swap.',
    }),
    RouterKindUnknown: ({ found }) => ({
      sentence: `The session names a kind of router that its module does not know (${found}).`,
      fix: recreate,
    }),
  },
  ruleLength: (data) =>
    endOfList(data, { start: endOfList(data, { start: feesStart, size: 3 }), size: 20 }),
  knownFlags: () => 0x1f,
  encodeOwnFlags: ({ native }) => (native ? nativeFlag : 0),
  encodeRule({ router, kind, tokenIn, tokenOut, fees, hops, rate }) {
    return concatHex([
      getAddress(router),
      ...terms.encodeRate(rate),
      getAddress(tokenIn),
      getAddress(tokenOut),
      numberToHex(typeof kind === 'number' ? kind : kinds.indexOf(kind), { size: 1 }),
      encodeCount('fees', fees.length),
      ...fees.map((fee) =>
        numberToHex(requireAmount(BigInt(fee), { name: 'fees', bits: 24 }), { size: 3 }),
      ),
      ...encodeAddresses('hops', hops),
    ])
  },
  readRule(data, own) {
    const number = Number(readUint(data, { start: 92, size: 1 }))
    const fees = Number(readUint(data, { start: feesStart, size: 1 }))
    return {
      router: readAddress(data, 0),
      rate: terms.readRate(data, 20),
      tokenIn: readAddress(data, 52),
      tokenOut: readAddress(data, 72),
      kind: kinds[number] ?? number,
      fees: Array.from({ length: fees }, (_, i) =>
        Number(readUint(data, { start: feesStart + 1 + 3 * i, size: 3 })),
      ),
      hops: readAddresses(data, endOfList(data, { start: feesStart, size: 3 })),
      ...(own === 0 ? {} : { native: 'in' }),
      // What the type parameter of the union cannot tell: `kind` is one of the names or a number.
    } as ReadSwapV3Rule
  },
  refuseRule: (rule) => refuseKind(rule) ?? terms.refuseRate(rule.rate),
  entriesOf(rule) {
    if (!isKnown(rule)) return []
    const { single, multi } = functions[rule.kind]
    return [single, multi].map(({ selector }) => ({ target: rule.router, selector }))
  },
  countedToken: ({ tokenIn, native }) => (native ? zeroAddress : tokenIn),
  limitsToken: ({ tokenIn }, tokens) => findToken(tokenIn, tokens),
  describeRule: (rule, tokens) =>
    `${describeSwap({ ...rule, dex: rule.router }, tokens)}, through pools with a fee of ${rule.fees
      .map((fee) => `${fee / 10_000} %`)
      .join(' or ')}`,
  checkCall({ account, rule, call }) {
    if (!isKnown(rule)) return refuseKind(rule) ?? { charged: false, amount: 0n }
    const head =
      reader.requireTarget(call, rule.router) ??
      (rule.native ? undefined : reader.requireNoValue(call)) ??
      requireShape(rule, call)
    if (head) return head
    const isSingle = callsSingle(rule, call)
    const place = functions[rule.kind][isSingle ? 'single' : 'multi'].amount
    const amount = reader.wordAt(call, place)
    const found = reader.wordAt(call, place + 32)
    const refusal =
      terms.requireAmountIn(call, amount) ??
      (rule.native ? requireValue(call, amount) : undefined) ??
      terms.requireRecipient(call, { position: isSingle ? 100 : 68, account }) ??
      (isSingle ? requirePool(rule, call) : requirePath(rule, { call, place: place + 64 })) ??
      terms.requireMinimumOut(call, { rate: rule.rate, amountIn: amount, found }) ??
      (isSingle ? requireNoPriceLimit(call, place + 64) : undefined)
    return isRefusal(refusal) ? refusal : { charged: true, amount }
  },
})

function isKnown(rule: ReadSwapV3Rule): rule is SwapV3Rule {
  return typeof rule.kind === 'string'
}

function refuseKind({ kind }: ReadSwapV3Rule): Refusal | undefined {
  if (typeof kind === 'string') return undefined
  return refuse('RouterKindUnknown', { found: kind, allowed: kinds.length - 1 })
}

function callsSingle({ kind }: SwapV3Rule, call: BatchCall): boolean {
  return reader.selectorOf(call) === functions[kind].single.selector
}

function requireValue(call: BatchCall, amount: bigint): Refusal | undefined {
  if (call.value === amount) return undefined
  return refuse('ValueNotAllowed', { ...reader.at(call), found: call.value, allowed: amount })
}

function requireShape(rule: SwapV3Rule, call: BatchCall): Refusal | undefined {
  const { single, multi } = functions[rule.kind]
  const found = reader.selectorOf(call)
  if ((found !== single.selector && found !== multi.selector) || size(call.data) < 4) {
    const known = { single: single.selector, multi: multi.selector }
    return refuse('FunctionNotAllowed', { ...reader.at(call), found, ...known })
  }
  if (found === single.selector) return reader.requireLength(call, single.amount + 96)
  return requirePathShape(rule, { call, place: multi.amount + 64 })
}

/** `place`: where the length of the path stands in calldata. */
type Placed = { call: BatchCall; place: number }

function requirePathShape({ hops }: SwapV3Rule, { call, place }: Placed): Refusal | undefined {
  if (size(call.data) < place + 96) return reader.requireLength(call, place + 96)
  const moved =
    reader.requirePointer(call, { position: 4, allowed: 32 }) ??
    reader.requirePointer(call, { position: 36, allowed: place - 36 })
  if (moved) return moved
  const found = reader.wordAt(call, place)
  const allowed = BigInt(20 + poolSize * (1 + hops.length))
  const shortest = BigInt(20 + poolSize)
  if (found < shortest || found > allowed || (found - 20n) % BigInt(poolSize) !== 0n) {
    return refuse('PathSizeWrong', { ...reader.at(call), found, allowed })
  }
  const length = Number(found)
  const tooLong = reader.requireLength(call, place + 32 + 32 * Math.ceil(length / 32))
  const rest = length % 32
  if (tooLong || rest === 0) return tooLong
  const position = place + 32 + length - rest
  const word = reader.wordAt(call, position)
  if (BigInt.asUintN(256 - 8 * rest, word) === 0n) return undefined
  return refuse('PaddingNotZero', {
    ...reader.at(call),
    position: BigInt(position),
    found: word,
  })
}

function requirePool(rule: SwapV3Rule, call: BatchCall): Refusal | undefined {
  return (
    reader.requireAddress(call, {
      position: 4,
      allowed: rule.tokenIn,
      otherwise: 'TokenInNotAllowed',
    }) ??
    reader.requireAddress(call, {
      position: 36,
      allowed: rule.tokenOut,
      otherwise: 'TokenOutNotAllowed',
    }) ??
    requireFee(rule, { call, pool: 0, found: reader.wordAt(call, 68) })
  )
}

function requirePath(rule: SwapV3Rule, { call, place }: Placed): Refusal | undefined {
  const pools = Math.floor(Number(reader.wordAt(call, place)) / poolSize)
  const { tokenIn, tokenOut, hops } = rule
  const path = place + 32
  const first = readAddress(call.data, path)
  const wrong = terms.requireToken(call, {
    ...{ found: first, allowed: tokenIn, otherwise: 'TokenInNotAllowed' },
  })
  if (wrong) return wrong
  for (let pool = 0; pool < pools; pool++) {
    const start = path + 20 + poolSize * pool
    const fee = requireFee(rule, { call, pool, found: readUint(call.data, { start, size: 3 }) })
    if (fee) return fee
    const found = readAddress(call.data, start + 3)
    if (pool + 1 === pools) {
      const end = { found, allowed: tokenOut, otherwise: 'TokenOutNotAllowed' } as const
      return terms.requireToken(call, end)
    }
    if (!hops.includes(found)) {
      return refuse('HopNotAllowed', { ...reader.at(call), position: BigInt(pool + 1), found })
    }
  }
  return undefined
}

function requireFee(
  { fees }: SwapV3Rule,
  { call, pool, found }: { call: BatchCall; pool: number; found: bigint },
): Refusal | undefined {
  if (fees.some((fee) => BigInt(fee) === found)) return undefined
  return refuse('FeeNotAllowed', { ...reader.at(call), position: BigInt(pool), found })
}

function requireNoPriceLimit(call: BatchCall, position: number): Refusal | undefined {
  const found = reader.wordAt(call, position)
  return found === 0n ? undefined : refuse('PriceLimitNotZero', { ...reader.at(call), found })
}

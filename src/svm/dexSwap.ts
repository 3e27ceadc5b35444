import {
  type Address,
  concatHex,
  getAddress,
  numberToHex,
  parseAbi,
  size,
  toFunctionSelector,
} from 'viem'
import { InvalidAmountError } from '../errors/InvalidAmountError.ts'
import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall } from '../types.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeSwap } from './describeSwap.ts'
import { findToken } from './describeToken.ts'
import { readAddress, readUint } from './readBytes.ts'
import { requireAmount } from './requireAmount.ts'

/** `swapExactTokensForTokens` on one Uniswap V2 router, from one token to another, for the account itself. */
export type SwapRule = {
  /** Uniswap V2's Router02, or one like it. */
  readonly router: Address
  readonly tokenIn: Address
  readonly tokenOut: Address
  /** Tokens that the path may lead over. */
  readonly hops: readonly Address[]
  /** The floor: at least `out` base units of tokenOut for every `in` base units of tokenIn. */
  readonly rate: { readonly out: bigint; readonly in: bigint }
}

const abi = parseAbi([
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline) returns (uint256[] amounts)',
])
const selector = toFunctionSelector(abi[0])

/** Where the hops begin in the data. */
const hopsStart = 93
/** Where the path begins in calldata: selector, five words of head, the path's length. */
const pathStart = 4 + 6 * 32
const maxAmountIn = 2n ** 128n - 1n

/**
 * DEXSwapSVM, off-chain. Limits are in base units of tokenIn.
 *
 * @example
 * ```ts
 * const { rate, limits } = dexSwap.decode(data)
 * ```
 */
export const dexSwap = defineModule<SwapRule>({
  name: 'swap',
  contract: 'DEXSwapSVM',
  selector,
  ruleLength(data) {
    if (size(data) < hopsStart) return hopsStart
    return hopsStart + 20 * Number(readUint(data, { start: hopsStart - 1, size: 1 }))
  },
  encodeRule({ router, tokenIn, tokenOut, hops, rate }) {
    return concatHex([
      getAddress(router),
      numberToHex(requireRate('rate.out', rate.out), { size: 16 }),
      numberToHex(requireRate('rate.in', rate.in), { size: 16 }),
      getAddress(tokenIn),
      getAddress(tokenOut),
      numberToHex(requireAmount(BigInt(hops.length), { name: 'hops', bits: 8 }), { size: 1 }),
      ...hops.map((hop) => getAddress(hop)),
    ])
  },
  readRule(data) {
    const hops = Number(readUint(data, { start: hopsStart - 1, size: 1 }))
    return {
      router: readAddress(data, 0),
      rate: {
        out: readUint(data, { start: 20, size: 16 }),
        in: readUint(data, { start: 36, size: 16 }),
      },
      tokenIn: readAddress(data, 52),
      tokenOut: readAddress(data, 72),
      hops: Array.from({ length: hops }, (_, i) => readAddress(data, hopsStart + 20 * i)),
    }
  },
  refuseRule: refuseRate,
  targetOf: ({ router }) => router,
  countedToken: ({ tokenIn }) => tokenIn,
  limitsToken: ({ tokenIn }, tokens) => findToken(tokenIn, tokens),
  describeRule: describeSwap,
  checkCall({ account, rule, call }) {
    const refusal =
      reader.requireNoCallSpecificData(call) ??
      reader.requireTarget(call, rule.router) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, selector) ??
      requirePathShape(rule, call) ??
      requireAmountIn(call) ??
      reader.requireAddress(call, {
        position: 100,
        allowed: account,
        otherwise: 'RecipientNotAccount',
      }) ??
      requirePath(rule, call) ??
      requireMinimumOut(rule, call)
    return isRefusal(refusal) ? refusal : { charged: true, amount: reader.wordAt(call, 4) }
  },
})

function requirePathShape(rule: SwapRule, call: BatchCall): Refusal | undefined {
  const shortest = pathStart + 64
  if (size(call.data) < shortest) return reader.requireLength(call, shortest)
  const pointer = reader.wordAt(call, 68)
  if (pointer !== 160n) {
    const found = { position: 68n, found: pointer, allowed: 160n }
    return refuse('PointerNotCanonical', { ...reader.at(call), ...found })
  }
  const found = reader.wordAt(call, pathStart - 32)
  const allowed = BigInt(2 + rule.hops.length)
  if (found < 2n || found > allowed) {
    return refuse('PathLengthWrong', { ...reader.at(call), found, allowed })
  }
  return reader.requireLength(call, pathStart + 32 * Number(found))
}

function requireAmountIn(call: BatchCall): Refusal | undefined {
  const found = reader.wordAt(call, 4)
  if (found === 0n) return refuse('AmountInZero', reader.at(call))
  if (found <= maxAmountIn) return undefined
  return refuse('AmountInTooLarge', { ...reader.at(call), found, allowed: maxAmountIn })
}

function requirePath(rule: SwapRule, call: BatchCall): Refusal | undefined {
  const last = Number(reader.wordAt(call, pathStart - 32)) - 1
  const requireToken = (place: number, allowed: Address, otherwise: TokenRule) =>
    reader.requireAddress(call, { position: pathStart + 32 * place, allowed, otherwise })

  const first = requireToken(0, rule.tokenIn, 'TokenInNotAllowed')
  if (first) return first
  for (let place = 1; place < last; place++) {
    const unclean = reader.requireCleanAddress(call, pathStart + 32 * place)
    if (unclean) return unclean
    const found = reader.addressAt(call, pathStart + 32 * place)
    if (!rule.hops.includes(found)) {
      return refuse('HopNotAllowed', { ...reader.at(call), position: BigInt(place), found })
    }
  }
  return requireToken(last, rule.tokenOut, 'TokenOutNotAllowed')
}

type TokenRule = 'TokenInNotAllowed' | 'TokenOutNotAllowed'

function requireMinimumOut(rule: SwapRule, call: BatchCall): Refusal | undefined {
  const unusable = refuseRate(rule)
  if (unusable) return unusable
  const { rate } = rule
  const allowed = (reader.wordAt(call, 4) * rate.out + rate.in - 1n) / rate.in
  const found = reader.wordAt(call, 36)
  if (found >= allowed) return undefined
  return refuse('MinimumOutTooLow', { ...reader.at(call), found, allowed })
}

function refuseRate({ rate }: SwapRule): Refusal | undefined {
  return rate.out === 0n || rate.in === 0n ? refuse('RateZero', {}) : undefined
}

function requireRate(name: string, value: unknown): bigint {
  const rate = requireAmount(value, { name, bits: 128 })
  if (rate === 0n) throw new InvalidAmountError({ name, found: rate, reason: 'must be above zero' })
  return rate
}

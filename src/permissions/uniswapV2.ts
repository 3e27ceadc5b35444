import type { Address } from 'viem'
import { dexSwap } from '../svm/dexSwap.ts'
import type { Limits } from '../svm/limits.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type SwapParameters = PermissionWindow & {
  /** Uniswap V2's Router02, or one like it. */
  readonly router: Address
  readonly tokenIn: Address
  readonly tokenOut: Address
  /** Tokens that the path may lead over; none by default. */
  readonly hops?: readonly Address[] | undefined
  /** The floor: at least `out` base units of tokenOut for every `in` base units of tokenIn. */
  readonly rate: { readonly out: bigint; readonly in: bigint }
  /** Which side is the native currency, tokenIn or tokenOut being its wrapper; none by default. */
  readonly native?: 'in' | 'out' | undefined
  /** In base units of tokenIn, or in wei. */
  readonly limits?: Limits | undefined
}

/**
 * Allows selling an exact amount of one token for another, for the account itself, at no less than a floor rate:
 * `swapExactTokensForTokens`, with `native` `swapExactETHForTokens` or `swapExactTokensForETH`, and the variant of each for tokens that
 * charge on transfer.
 *
 * @throws InvalidAmountError, viem's InvalidAddressError
 */
function swap(parameters: SwapParameters): Permission {
  const rule = { ...parameters, hops: parameters.hops ?? [] }
  return toPermission({ module: 'swap', data: dexSwap.encode(rule) }, parameters)
}

/**
 * Permissions on Uniswap V2 and DEXes like it.
 *
 * @example
 * ```ts
 * const rate = { out: amount('0.95', 18), in: amount('1', 6) }
 * uniswapV2.swap({ router, tokenIn: usdc, tokenOut: dai, rate })
 * ```
 */
export const uniswapV2 = { swap } as const

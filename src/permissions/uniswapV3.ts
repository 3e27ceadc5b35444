import type { Address } from 'viem'
import type { Limits } from '../svm/limits.ts'
import { uniswapV3Swap } from '../svm/uniswapV3Swap.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type SwapV3Parameters = PermissionWindow & {
  readonly router: Address
  /** Which of Uniswap's two: their functions take the deadline in different places. */
  readonly kind: 'SwapRouter' | 'SwapRouter02'
  /** The native currency's wrapper, where that is sold. */
  readonly tokenIn: Address
  readonly tokenOut: Address
  /** Fees of the pools that may be used, in hundredths of a basis point: 500, 3000, 10000. */
  readonly fees: readonly number[]
  /** Tokens that a path may lead over; none by default. */
  readonly hops?: readonly Address[] | undefined
  /** The floor: at least `out` base units of tokenOut for every `in` base units of tokenIn. */
  readonly rate: { readonly out: bigint; readonly in: bigint }
  /** Whether the native currency is sold, sent along as the call's value. */
  readonly native?: 'in' | undefined
  /** In base units of tokenIn, or in wei. */
  readonly limits?: Limits | undefined
}

/**
 * Allows `exactInputSingle` and `exactInput` from one token to another, for the account itself, at no less than a floor rate.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError
 */
function swap(parameters: SwapV3Parameters): Permission {
  const data = uniswapV3Swap.encode({ ...parameters, hops: parameters.hops ?? [] })
  return toPermission({ module: 'swapV3', data }, parameters)
}

/**
 * Permissions on Uniswap V3 and DEXes like it.
 *
 * @example
 * ```ts
 * const rate = { out: amount('0.95', 18), in: amount('1', 6) }
 * uniswapV3.swap({ router, kind: 'SwapRouter02', tokenIn: usdc, tokenOut: dai, fees: [100, 500], rate })
 * ```
 */
export const uniswapV3 = { swap } as const

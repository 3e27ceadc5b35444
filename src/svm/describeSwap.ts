import { type Address, formatUnits } from 'viem'
import type { Tokens } from '../types.ts'
import { cleanSymbol, describeToken, findToken } from './describeToken.ts'
import type { Rate } from './swapTerms.ts'

/** What two swap modules have in common. */
export type DescribedSwap = {
  readonly dex: Address
  readonly tokenIn: Address
  readonly tokenOut: Address
  readonly hops: readonly Address[]
  readonly rate: Rate
  readonly native?: 'in' | 'out' | undefined
}

/** Says in words what a swap rule allows, without its limits. */
export function describeSwap(rule: DescribedSwap, tokens: Tokens | undefined): string {
  const { dex, tokenIn, tokenOut, hops, native } = rule
  const way =
    hops.length === 0
      ? 'directly'
      : `directly or over ${hops.map((hop) => describeToken(hop, tokens)).join(', ')}`
  const sold = describeToken(tokenIn, tokens)
  const bought = describeToken(tokenOut, tokens)
  return (
    `Swap ${native === 'in' ? `the native currency, wrapped as ${sold},` : sold} for ` +
    `${native === 'out' ? `the native currency, unwrapped from ${bought},` : bought} on the DEX ${dex}, ${way}, ` +
    `for at least ${describeRate(rule, tokens)}, the result going to the account itself`
  )
}

/** Decimal places that a rate is shown with. */
const places = 12

function describeRate(
  { rate, tokenIn, tokenOut }: DescribedSwap,
  tokens: Tokens | undefined,
): string {
  const given = findToken(tokenIn, tokens)
  const taken = findToken(tokenOut, tokens)
  if (!given || !taken) {
    return `${rate.out} base units out for every ${rate.in} base units in`
  }
  const dividend = rate.out * 10n ** BigInt(given.decimals + places)
  const divisor = rate.in * 10n ** BigInt(taken.decimals)
  // A floor that is shown must not be higher than the one that holds: the division rounds down.
  const about = dividend % divisor === 0n ? '' : 'about '
  const decimal = formatUnits(dividend / divisor, places)
  return `${about}${decimal} ${cleanSymbol(taken.symbol)} for every 1 ${cleanSymbol(given.symbol)}`
}

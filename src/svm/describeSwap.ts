import { formatUnits } from 'viem'
import type { Tokens } from '../types.ts'
import { cleanSymbol, describeToken, findToken } from './describeToken.ts'
import type { SwapRule } from './dexSwap.ts'

/** Says in words what a swap rule allows, without its limits. */
export function describeSwap(rule: SwapRule, tokens: Tokens | undefined): string {
  const { router, tokenIn, tokenOut, hops } = rule
  const way =
    hops.length === 0
      ? 'directly'
      : `directly or over ${hops.map((hop) => describeToken(hop, tokens)).join(', ')}`
  return (
    `Swap ${describeToken(tokenIn, tokens)} for ${describeToken(tokenOut, tokens)} on the DEX ${router}, ${way}, ` +
    `for at least ${describeRate(rule, tokens)}, the result going to the account itself`
  )
}

/** Decimal places that a rate is shown with. */
const places = 12

function describeRate({ rate, tokenIn, tokenOut }: SwapRule, tokens: Tokens | undefined): string {
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

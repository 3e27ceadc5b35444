import { parseUnits } from 'viem'
import { InvalidAmountError } from '../errors/InvalidAmountError.ts'

/**
 * Parses a plain decimal text into base units of a token.
 *
 * Refuses what a float or a spreadsheet leaves behind: exponents, signs, separators, more decimals than the token has.
 *
 * @throws InvalidAmountError
 *
 * @example
 * ```ts
 * amount('1.5', 6) // 1500000n
 * ```
 */
export function amount(decimal: string, decimals: number): bigint {
  const refuse = (reason: string) =>
    new InvalidAmountError({ name: 'amount', found: decimal, reason })
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 77) {
    const found = decimals
    throw new InvalidAmountError({ name: 'decimals', found, reason: 'is not within 0 to 77' })
  }
  if (typeof decimal !== 'string') throw refuse('is not a text')
  if (!/^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(decimal)) throw refuse('is not a plain decimal')
  const fraction = decimal.split('.')[1] ?? ''
  if (fraction.length > decimals) throw refuse(`has more than the token’s ${decimals} decimals`)
  const units = parseUnits(decimal, decimals)
  if (units >> 256n !== 0n) throw refuse('does not fit 256 bits')
  return units
}

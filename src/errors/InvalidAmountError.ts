import { BaseError } from 'viem'

/**
 * Thrown when an amount is not a bigint of base units, not a plain decimal, or too large for its field.
 *
 * @example
 * ```ts
 * try {
 *   amount('1.0000001', 6)
 * } catch (error) {
 *   if (error instanceof InvalidAmountError) console.log(error.shortMessage)
 * }
 * ```
 */
export class InvalidAmountError extends BaseError {
  constructor({ name, found, reason }: { name: string; found: unknown; reason: string }) {
    super(`${name} is no amount that can be granted: ${show(found)} ${reason}.`, {
      name: 'InvalidAmountError',
      metaMessages: [
        "Amounts are bigints in base units of the token: pass `1500000n`, or `amount('1.5', 6)`.",
        'This could arise when a number or a decimal text was passed: floats lose digits without saying so.',
      ],
    })
  }
}

function show(found: unknown): string {
  if (typeof found === 'bigint') return `${found}n`
  const text = typeof found === 'string' ? JSON.stringify(found) : String(found)
  return `${text.slice(0, 80)} (${typeof found})`
}

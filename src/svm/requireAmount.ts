import { InvalidAmountError } from '../errors/InvalidAmountError.ts'

/**
 * Returns `value` if it is a bigint that fits an unsigned field of `bits` bits.
 *
 * @throws InvalidAmountError otherwise; a `number` is refused even where it is whole.
 */
export function requireAmount(value: unknown, { name, bits }: { name: string; bits: number }) {
  if (typeof value !== 'bigint') {
    throw new InvalidAmountError({ name, found: value, reason: 'is not a bigint' })
  }
  if (value < 0n) throw new InvalidAmountError({ name, found: value, reason: 'is negative' })
  if (value >> BigInt(bits) !== 0n) {
    throw new InvalidAmountError({ name, found: value, reason: `does not fit ${bits} bits` })
  }
  return value
}

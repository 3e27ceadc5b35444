import fc from 'fast-check'
import { formatUnits } from 'viem'
import { describe, expect, test } from 'vitest'
import { InvalidAmountError } from '../errors/InvalidAmountError.ts'
import { amount } from './amount.ts'

describe('amount', () => {
  test('default: base units of a decimal', () => {
    expect(amount('1.5', 6)).toBe(1_500_000n)
    expect(amount('0', 18)).toBe(0n)
    expect(amount('42', 0)).toBe(42n)
  })

  test('behavior: reads back what viem formats', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), fc.nat(77), (units, decimals) => {
        expect(amount(formatUnits(units, decimals), decimals)).toBe(units)
      }),
    )
  })

  test.each(['1e6', '1E6', '-1', '+1', '.5', '1.', '01', '1,5', ' 1', '1 ', '0x10', '', 'NaN'])(
    'attack_86: refuses %j',
    (decimal) => {
      expect(() => amount(decimal, 18)).toThrow(InvalidAmountError)
    },
  )

  test('attack_86: refuses more decimals than the token has, and what does not fit', () => {
    expect(() => amount('1.0000001', 6)).toThrow('more than the token’s 6 decimals')
    expect(() => amount('1.0', 0)).toThrow(InvalidAmountError)
    expect(() => amount((2n ** 256n).toString(), 0)).toThrow('256 bits')
    expect(() => amount('1', 1.5)).toThrow(InvalidAmountError)
    // A caller without types may pass anything.
    expect(() => amount(1.5 as never, 6)).toThrow('not a text')
  })
})

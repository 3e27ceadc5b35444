import { numberToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { toNexusNonceKey } from './toNexusNonceKey.ts'

const validator = '0x00000000000000000000000000000000000000aa'

describe('toNexusNonceKey', () => {
  test('default: three free bytes, mode 0, the validator', () => {
    expect(toNexusNonceKey({ validator })).toBe(0xaan)
    expect(numberToHex(toNexusNonceKey({ validator, key: 0x010203n }), { size: 24 })).toBe(
      `0x01020300${validator.slice(2)}`,
    )
  })

  test('behavior: a longer key reaches neither mode nor validator', () => {
    const key = toNexusNonceKey({ validator, key: 0xff_010203n })
    expect(key).toBe(toNexusNonceKey({ validator, key: 0x010203n }))
  })
})

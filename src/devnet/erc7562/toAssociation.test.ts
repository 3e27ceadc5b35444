import { type Address, concatHex, type Hex, keccak256, numberToHex, padHex, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { toAssociation } from './toAssociation.ts'

const account: Address = '0x76196445Ca12e641d56DdEBF7e45aD44Bc331999'
const another: Address = '0x449FD16953dcBB10A014b6146C84CC06dAE0CC2D'
const inner = keccak256(toHex('where the mapping stands'))

const pair = (first: Hex, second: Hex) =>
  concatHex([padHex(first, { size: 32 }), padHex(second, { size: 32 })])
const behind = (preimage: Hex, n: bigint) =>
  numberToHex(BigInt(keccak256(preimage)) + n, { size: 32 })

describe('toAssociation', () => {
  test('default: an entry of a mapping whose key is the account', () => {
    const preimage = pair(account, '0x03')
    const isAssociated = toAssociation(account, { preimages: [preimage] })
    expect(isAssociated(keccak256(preimage))).toBe(true)
  })

  test('behavior: the account innermost, in whatever mappings', () => {
    const preimage = pair(account, inner)
    const preimages = [pair(another, '0x00'), pair(inner, '0x01'), preimage]
    const isAssociated = toAssociation(account, { preimages })
    expect(isAssociated(keccak256(preimage))).toBe(true)
    expect(isAssociated(keccak256(pair(another, '0x00')))).toBe(false)
  })

  test('behavior: the account outermost is not enough', () => {
    const outer = pair(account, '0x00')
    const preimage = pair(inner, keccak256(outer))
    const isAssociated = toAssociation(account, { preimages: [outer, preimage] })
    expect(isAssociated(keccak256(preimage))).toBe(false)
  })

  test('behavior: up to 128 slots behind the entry, and none before it', () => {
    const preimage = pair(account, '0x00')
    const isAssociated = toAssociation(account, { preimages: [preimage] })
    expect([0n, 1n, 128n].map((n) => isAssociated(behind(preimage, n)))).toEqual([true, true, true])
    expect([-1n, 129n].map((n) => isAssociated(behind(preimage, n)))).toEqual([false, false])
  })

  test('behavior: the slot that is the address itself', () => {
    const isAssociated = toAssociation(account, { preimages: [] })
    expect(isAssociated(padHex(account, { size: 32 }))).toBe(true)
    expect(isAssociated(padHex(account, { size: 32, dir: 'right' }))).toBe(false)
    expect(isAssociated(padHex(another, { size: 32 }))).toBe(false)
  })

  test('behavior: a hash that nobody was seen to compute is nobody’s', () => {
    const isAssociated = toAssociation(account, { preimages: [] })
    expect(isAssociated(keccak256(pair(account, '0x00')))).toBe(false)
  })

  test('behavior: the address must be the first word, alone in it, of two', () => {
    const preimages = [
      pair('0x03', account),
      concatHex([account, padHex('0x', { size: 44 })]),
      padHex(account, { size: 32 }),
      concatHex([pair(account, '0x00'), padHex('0x', { size: 32 })]),
    ]
    const isAssociated = toAssociation(account, { preimages })
    for (const preimage of preimages) expect(isAssociated(keccak256(preimage))).toBe(false)
  })

  test('behavior: addresses and preimages in any case', () => {
    const preimage = pair(account, inner)
    // An address without a checksum is still one.
    const plain = account.toLowerCase() as Address
    const upper = `0x${preimage.slice(2).toUpperCase()}` as Hex
    expect(toAssociation(plain, { preimages: [upper] })(keccak256(preimage))).toBe(true)
  })
})

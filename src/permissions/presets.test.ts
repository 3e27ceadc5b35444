import { describe, expect, test } from 'vitest'
import { dex, hop, tokenA, tokenB, vault } from '../../test/vectors/fixtures.ts'
import { InvalidAmountError } from '../errors/InvalidAmountError.ts'
import { dexSwap } from '../svm/dexSwap.ts'
import { erc20Approval } from '../svm/erc20Approval.ts'
import { erc20Stake } from '../svm/erc20Stake.ts'
import { erc20 } from './erc20.ts'
import { erc4626 } from './erc4626.ts'
import { uniswapV2 } from './uniswapV2.ts'

const swapRule = { router: dex, tokenIn: tokenA, tokenOut: tokenB, rate: { out: 95n, in: 100n } }

describe('erc20.approve', () => {
  test('default: is a permission without limits, window or address of this system', () => {
    const permission = erc20.approve({ token: tokenA, spender: dex })
    expect(permission).toEqual({
      module: 'approve',
      data: `0x${'a1'.repeat(20)}${'d1'.repeat(20)}00`,
    })
    expect(Object.isFrozen(permission)).toBe(true)
  })

  test('behavior: carries limits and a window', () => {
    const limits = { perUse: 1n, total: 2n, uses: 3 }
    const permission = erc20.approve({ token: tokenA, spender: dex, limits, validUntil: 9 })
    expect(permission.validUntil).toBe(9)
    expect(erc20Approval.decode(permission.data).limits).toEqual(limits)
  })

  test.each([
    ['a float', 1.5],
    ['a whole number', 1000],
    ['a decimal text', '1000'],
    ['an exponent', '1e18'],
    ['a negative amount', -1n],
    ['more than 104 bits', 2n ** 104n],
  ])('error: refuses %s as an amount', (_, total) => {
    // A caller without types may pass anything.
    const limits = { total: total as bigint }
    const approve = () => erc20.approve({ token: tokenA, spender: dex, limits })
    expect(approve).toThrow(InvalidAmountError)
    expect(approve).toThrow('bigints in base units')
  })

  test('error: refuses uses that are no count', () => {
    for (const uses of [1.5, -1, 2 ** 24, Number.NaN]) {
      expect(() => erc20.approve({ token: tokenA, spender: dex, limits: { uses } })).toThrow(
        InvalidAmountError,
      )
    }
  })

  test('error: refuses what is no address', () => {
    expect(() => erc20.approve({ token: '0x12', spender: dex })).toThrow('invalid')
  })
})

describe('uniswapV2.swap', () => {
  test('default: allows no hop', () => {
    const { module, data } = uniswapV2.swap(swapRule)
    expect(module).toBe('swap')
    expect(dexSwap.decode(data)).toMatchObject({
      hops: [],
      rate: { out: 95n, in: 100n },
      limits: {},
    })
  })

  test('behavior: carries hops in their order', () => {
    const { data } = uniswapV2.swap({ ...swapRule, hops: [hop, vault] })
    expect(dexSwap.decode(data).hops.map((address) => address.toLowerCase())).toEqual([hop, vault])
  })

  test('error: refuses a rate that is no ratio of bigints above zero', () => {
    for (const rate of [
      { out: 0n, in: 1n },
      { out: 1n, in: 0n },
      { out: 2n ** 128n, in: 1n },
    ]) {
      expect(() => uniswapV2.swap({ ...swapRule, rate })).toThrow(InvalidAmountError)
    }
    // A caller without types may pass anything.
    const rate = { out: 0.95 as never, in: 1n }
    expect(() => uniswapV2.swap({ ...swapRule, rate })).toThrow(InvalidAmountError)
  })
})

describe('erc4626.deposit', () => {
  test('default: names the kind of staking', () => {
    const { module, data } = erc4626.deposit({ vault })
    expect(module).toBe('stake')
    expect(erc20Stake.decode(data)).toMatchObject({ kind: 'erc4626.deposit', limits: {} })
  })
})

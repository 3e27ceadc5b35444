import { describe, expect, test } from 'vitest'
import * as fixtures from '../../test/vectors/fixtures.ts'
import { erc20 } from '../permissions/erc20.ts'
import { uniswapV2 } from '../permissions/uniswapV2.ts'
import type { Limits } from '../svm/limits.ts'
import { perDay, perWeek } from '../svm/periods.ts'
import { createGrant } from './createGrant.ts'
import { diffGrants } from './diffGrants.ts'

const {
  deployment,
  sessionKey,
  tokenA: token,
  dex,
  stakePermission,
  stranger,
  paymaster,
} = fixtures

const approve = (limits?: Limits, window: object = {}) =>
  erc20.approve({ token, spender: dex, limits, ...window })
const base = {
  ...{ key: sessionKey.address, permissions: [approve({ total: 10n })], salt: 1n, deployment },
  ...{ validUntil: fixtures.start + 100, fees: { budget: 5n } },
}
const grantOf = (changes: object) => createGrant({ ...base, ...changes })

/** What is added and what goes, by kind. */
const diff = (after: object, before: object = {}) => {
  const { adds, takesAway } = diffGrants({
    ...{ before: grantOf(before), after: grantOf(after), deployment },
  })
  return [adds.map(({ what }) => what), takesAway.map(({ what }) => what)]
}

describe('diffGrants', () => {
  test('default: a permission more, a permission less', () => {
    const permissions = [approve({ total: 10n }), stakePermission]
    expect(diff({ permissions })).toEqual([['permission'], []])
    expect(diff({}, { permissions })).toEqual([[], ['permission']])
    const { adds } = diffGrants({
      before: grantOf({}),
      after: grantOf({ permissions }),
      deployment,
    })
    expect(adds).toMatchObject([
      { session: 1, sentence: expect.stringMatching(/^Allows: Deposit into the ERC-4626 vault/) },
    ])
  })

  test('behavior: what a module keeps among the flags of limits is part of the rule', () => {
    const swap = (native?: 'in' | 'out') =>
      uniswapV2.swap({
        ...{ router: dex, tokenIn: token, tokenOut: fixtures.tokenB, native },
        rate: { out: 1n, in: 1n },
      })
    expect(diff({ permissions: [swap('in')] }, { permissions: [swap()] })).toEqual([
      ['permission'],
      ['permission'],
    ])
    expect(diff({ permissions: [swap('in')] }, { permissions: [swap('in')] })).toEqual([[], []])
  })

  test('behavior: the same terms under another salt, and in another order, are the same', () => {
    const permissions = [approve({ total: 10n }), stakePermission]
    expect(diff({ salt: 2n })).toEqual([[], []])
    expect(diff({ permissions: [...permissions].reverse() }, { permissions })).toEqual([[], []])
  })

  test.each<[string, Limits, Limits, string[], string[]]>([
    ['a higher total', { total: 10n }, { total: 11n }, ['limits'], []],
    ['a lower total', { total: 10n }, { total: 9n }, [], ['limits']],
    ['a limit that goes', { total: 10n }, {}, ['limits'], []],
    ['a limit that comes', {}, { uses: 3 }, [], ['limits']],
    ['more per day', { perPeriod: perDay(10n) }, { perPeriod: perDay(11n) }, ['limits'], []],
    [
      'per week for per day',
      { perPeriod: perDay(10n) },
      { perPeriod: perWeek(10n) },
      ['limits'],
      ['limits'],
    ],
    ['a swap of one for another', { total: 10n }, { uses: 3 }, ['limits'], ['limits']],
  ])('behavior: %s', (_, before, after, adds, takesAway) => {
    const permissions = (limits: Limits) => ({ permissions: [approve(limits)] })
    expect(diff(permissions(after), permissions(before))).toEqual([adds, takesAway])
  })

  test('behavior: the window of a permission', () => {
    const until = (validUntil: number) => ({ permissions: [approve({}, { validUntil })] })
    expect(diff(until(fixtures.start + 50), until(fixtures.start + 40))).toEqual([['limits'], []])
    expect(diff(until(fixtures.start + 40), until(0))).toEqual([[], ['limits']])
  })

  test.each<[string, object, string[], string[]]>([
    ['a longer window', { validUntil: fixtures.start + 101 }, ['window'], []],
    ['a shorter one', { validUntil: fixtures.start + 99 }, [], ['window']],
    ['a later one', { validAfter: 5, validUntil: fixtures.start + 101 }, ['window'], ['window']],
    ['no end', { validUntil: undefined, noExpiry: true }, ['window'], []],
    ['another key', { key: stranger }, ['key'], ['key']],
    ['another router', { router: stranger }, ['router'], ['router']],
    ['a larger budget', { fees: { budget: 6n } }, ['fees'], []],
    ['a smaller budget', { fees: { budget: 4n } }, [], ['fees']],
    ['a paymaster', { fees: { budget: 5n, paymaster } }, ['paymaster'], []],
  ])('behavior: %s', (_, after, adds, takesAway) => {
    expect(diff(after)).toEqual([adds, takesAway])
  })

  test('behavior: another target is another permission, not another limit', () => {
    const other = erc20.approve({ token, spender: stranger, limits: { total: 10n } })
    expect(diff({ permissions: [other] })).toEqual([['permission'], ['permission']])
  })
})

import { parseEther } from 'viem'
import { describe, expect, test } from 'vitest'
import * as fixtures from '../../test/vectors/fixtures.ts'
import { erc20 } from '../permissions/erc20.ts'
import type { Permission } from '../permissions/permission.ts'
import { uniswapV2 } from '../permissions/uniswapV2.ts'
import type { Limits } from '../svm/limits.ts'
import { perDay } from '../svm/periods.ts'
import { computeWorstCase } from './computeWorstCase.ts'
import { createGrant } from './createGrant.ts'
import { describeWorstCase } from './describeWorstCase.ts'

const { deployment, seedGrant, sessionKey, tokenA: token, tokenB, dex, paymaster } = fixtures

const grantOf = (permissions: readonly Permission[], fees: object = { budget: 1n }) =>
  createGrant({ key: sessionKey.address, permissions, noExpiry: true, fees, deployment })

const approve = (limits?: Limits, spender = dex) => erc20.approve({ token, spender, limits })
const swap = (limits?: Limits) =>
  uniswapV2.swap({
    router: dex,
    tokenIn: token,
    tokenOut: tokenB,
    rate: { out: 1n, in: 1n },
    limits,
  })
const week = 7 * 24 * 60 * 60
const tokensOf = (permissions: readonly Permission[]) =>
  computeWorstCase({ grants: [grantOf(permissions)], deployment }).tokens.map(
    ({ approved, moved }) => ({ approved, moved }),
  )

describe('computeWorstCase', () => {
  test('behavior: a limit per period counts every period that the grant touches', () => {
    const most = (
      window: { validAfter: number } & ({ validUntil: number } | { noExpiry: true }),
      now?: number,
    ) => {
      const permissions = [approve({ perPeriod: perDay(10n) })]
      const terms = { key: sessionKey.address, permissions, fees: { budget: 1n }, deployment }
      const grant = createGrant({ ...terms, ...window })
      return computeWorstCase({ grants: [grant], deployment, now }).tokens[0]?.approved
    }
    const { start } = fixtures
    expect(most({ validAfter: start, validUntil: start + week - 1 })).toBe(70n)
    expect(most({ validAfter: start, validUntil: start + week })).toBe(80n)
    expect(most({ validAfter: start + 1, validUntil: start + 1 })).toBe(10n)
    expect(most({ validAfter: start, noExpiry: true })).toBeUndefined()
    // Without a first moment: not from 1970 on.
    expect(most({ validAfter: 0, validUntil: start + week - 1 }, start + 60)).toBe(70n)
    // The chain may be a little behind, and in the period before.
    expect(most({ validAfter: 0, validUntil: start + week - 1 }, start + 59)).toBe(80n)
    expect(most({ validAfter: 0, validUntil: start }, start + week)).toBe(0n)
    expect(most({ validAfter: start, validUntil: start + week - 1 }, start + week)).toBe(70n)
  })

  test('default: the seed: an approval with a total, a swap without, a deposit that names no token', () => {
    expect(computeWorstCase({ grants: [seedGrant], deployment })).toEqual({
      tokens: [
        { token: expect.stringMatching(/^0xa1/i), approved: parseEther('1000'), moved: undefined },
      ],
      uncounted: [{ grant: 0, session: 2 }],
      fees: parseEther('0.05'),
      paymasters: [],
    })
  })

  test.each<[string, Permission[], bigint | undefined, bigint | undefined]>([
    ['sums over spenders', [approve({ total: 5n }), approve({ total: 7n }, tokenB)], 12n, 0n],
    ['one session without a limit', [approve({ total: 5n }), approve({}, tokenB)], undefined, 0n],
    ['per use times uses', [approve({ perUse: 5n, uses: 3 })], 15n, 0n],
    ['the total, if that is less', [approve({ perUse: 5n, uses: 3, total: 14n })], 14n, 0n],
    [
      'per use times uses, if that is less',
      [approve({ perUse: 5n, uses: 3, total: 16n })],
      15n,
      0n,
    ],
    ['uses alone bound no amount', [approve({ uses: 3 })], undefined, 0n],
    ['per use alone bounds no amount', [approve({ perUse: 3n })], undefined, 0n],
    ['approvals and swaps, each in full', [approve({ total: 5n }), swap({ total: 5n })], 5n, 5n],
  ])('behavior: %s', (_, permissions, approved, moved) => {
    expect(tokensOf(permissions)).toEqual([{ approved, moved }])
  })

  test('behavior: over several grants', () => {
    const first = grantOf([approve({ total: 5n })], { budget: 1n, paymaster })
    const second = grantOf([approve({ total: 7n })], { paymaster })
    expect(computeWorstCase({ grants: [first, second], deployment })).toMatchObject({
      ...{
        tokens: [{ approved: 12n }],
        fees: 1n,
        uncounted: [],
        paymasters: [first.terms.paymaster],
      },
    })
  })
})

describe('describeWorstCase', () => {
  const say = (permissions: readonly Permission[]) =>
    describeWorstCase({
      ...{ grants: [grantOf(permissions)], deployment },
      tokens: { [token]: { symbol: 'A', decimals: 18 } },
    })

  test('default', () => {
    const both = [approve({ total: parseEther('5') }), swap({ total: parseEther('2') })]
    expect(say(both)).toEqual([
      expect.stringMatching(
        /^of A \(0x.*\), others may be allowed to take 5 A, and the key itself can move 2 A: 7 A in total\.$/,
      ),
      'fees of 0.000000000000000001 of the native currency.',
    ])
  })

  test('behavior: what has no bound', () => {
    expect(say([approve()])[0]).toMatch(/others may be allowed to take any amount\.$/)
    expect(say([approve({ total: 1n }), swap()])[0]).toMatch(/any amount: no bound in total\.$/)
  })

  test('behavior: what cannot be counted, and who may bill', () => {
    const grant = grantOf([fixtures.stakePermission], { paymaster })
    expect(describeWorstCase({ grants: [grant, seedGrant], deployment })).toEqual([
      expect.stringContaining('of the token'),
      'what permission 1 of grant 1 says, which is no amount of a token that it names.',
      'what permission 3 of grant 2 says, which is no amount of a token that it names.',
      'fees of 0.05 of the native currency.',
      `what the paymaster ${grant.terms.paymaster} bills for fees.`,
    ])
  })
})

import { getAddress, zeroAddress } from 'viem'
import { entryPoint06Address, entryPoint09Address } from 'viem/account-abstraction'
import { describe, expect, test } from 'vitest'
import * as fixtures from '../../test/vectors/fixtures.ts'
import { createGrant } from '../grant/createGrant.ts'
import { toGrant } from '../grant/toGrant.ts'
import { type ApproveParameters, erc20 } from '../permissions/erc20.ts'
import type { Permission } from '../permissions/permission.ts'
import type { Call } from '../types.ts'
import { routeCalls } from './routeCalls.ts'

const { account, deployment, dex, encodeApprove, seedCalls, seedGrant, start, tokenA } = fixtures

const route = (calls: readonly Call[], grant = seedGrant) =>
  routeCalls({ account, grant, calls, deployment })

const routesOf = ({ grants }: ReturnType<typeof routeCalls>) =>
  grants.flatMap(({ routes }) => routes)

const grantOf = (permissions: readonly Permission[]) =>
  createGrant({
    ...{ key: fixtures.sessionKey.address, permissions, noExpiry: true, salt: 0n },
    ...{ fees: { budget: 1n }, deployment },
  })

const approvals = (...list: Omit<ApproveParameters, 'token' | 'spender'>[]) =>
  grantOf(list.map((one) => erc20.approve({ token: tokenA, spender: dex, ...one })))

const approve = (value: bigint): Call => ({ to: tokenA, data: encodeApprove(dex, value) })

describe('routeCalls', () => {
  test('default: calls in any order, routes in the order of the tree', () => {
    expect(route(seedCalls)).toMatchObject({
      covered: true,
      grants: [
        {
          grant: seedGrant,
          routes: [
            { session: 0, calls: [0] },
            { session: 1, calls: [1] },
            { session: 2, calls: [2] },
          ],
        },
      ],
      window: { validAfter: start, validUntil: start + fixtures.week },
    })
    const [first, , last] = seedCalls
    if (!first || !last) throw new Error('There are three.')
    expect(routesOf(route([last, first, last]))).toEqual([
      { session: 0, calls: [1] },
      { session: 2, calls: [0, 2] },
    ])
  })

  test('behavior: the first session in the order of the tree that allows the call', () => {
    const grant = approvals({ limits: { perUse: 10n } }, { limits: { perUse: 20n } }, {})
    expect(routesOf(route([approve(30n), approve(15n), approve(5n)], grant))).toEqual([
      { session: 0, calls: [2] },
      { session: 1, calls: [1] },
      { session: 2, calls: [0] },
    ])
  })

  test('behavior: counts along the batch, from what was used before', () => {
    const grant = approvals({ limits: { uses: 2 } }, { limits: { total: 5n } })
    const calls = [approve(1n), approve(2n), approve(3n)]
    expect(routesOf(route(calls, grant))).toEqual([
      { session: 0, calls: [0, 1] },
      { session: 1, calls: [2] },
    ])
    const usages = [
      { total: 0n, uses: 2 },
      { total: 3n, uses: 0 },
    ]
    const { covered, verdicts } = routeCalls({ account, grant, calls, deployment, usages })
    expect(covered).toBe(false)
    expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, false, false])
  })

  test('behavior: prefers sessions that are valid now, and refuses nothing for its time', () => {
    const grant = approvals({ validUntil: 100 }, { validAfter: 101, validUntil: 200 })
    const at = (now: number) =>
      routesOf(routeCalls({ account, grant, calls: [approve(1n)], deployment, now }))[0]?.session
    expect([at(100), at(101), at(300)]).toEqual([0, 1, 0])
  })

  test('behavior: sessions that share no moment refuse the batch', () => {
    const grant = approvals(
      { validUntil: 100, limits: { uses: 1 } },
      { validAfter: 101, limits: { uses: 1 } },
    )
    const { covered, refusal } = route([approve(1n), approve(1n)], grant)
    expect(covered).toBe(false)
    expect(refusal?.errorName).toBe('WindowEmpty')
  })

  test('behavior: says which rule the closest session breaks', () => {
    const grant = approvals({ limits: { perUse: 1n } })
    const [verdict] = route([approve(2n)], grant).verdicts
    expect(verdict).toEqual({
      ...{ allowed: false, call: 0, grant: 0, session: 0 },
      reason: { errorName: 'PerUseLimitExceeded', args: { call: 0n, found: 2n, allowed: 1n } },
    })
    const reasonOf = (call: Call) => {
      const [only] = route([call]).verdicts
      return only?.allowed === false ? only.reason.errorName : 'allowed'
    }
    expect(reasonOf({ to: tokenA, data: '0x12345678' })).toBe('SelectorNotAllowed')
    expect(reasonOf({ to: fixtures.stranger })).toBe('CallNotRouted')
    expect(reasonOf({ ...approve(1n), value: 1n })).toBe('ValueNotAllowed')
  })

  test.each([
    zeroAddress,
    account,
    deployment.router,
    deployment.manager,
    entryPoint06Address,
    entryPoint09Address,
  ])('error: %s is never a target', (to) => {
    const { covered, verdicts } = route([...seedCalls, { to }])
    expect(covered).toBe(false)
    expect(verdicts[3]).toEqual({
      ...{ allowed: false, call: 3 },
      reason: { errorName: 'TargetForbidden', args: { call: 3n, target: getAddress(to) } },
    })
  })

  test('error: a module is no target of the operation that uses it', () => {
    const module = deployment.modules.approve
    const pinned = erc20.approve({ token: module, spender: dex })
    const { terms } = seedGrant
    // `createGrant` refuses such a grant; one that somebody else made may hold it.
    const grant = toGrant({
      terms,
      sessions: [{ validAfter: 0, validUntil: 0, module, data: pinned.data }],
    })
    const [verdict] = route([{ to: module, data: encodeApprove(dex, 1n) }], grant).verdicts
    expect(verdict).toMatchObject({ reason: { errorName: 'TargetForbidden' } })
  })

  test('error: an empty batch, and one of too many calls', () => {
    expect(route([]).refusal).toEqual({ errorName: 'BatchEmpty', args: {} })
    const many = Array.from({ length: 256 }, () => approve(0n))
    expect(route(many)).toMatchObject({
      covered: false,
      refusal: { errorName: 'BatchTooLong', args: { found: 256n, allowed: 255n } },
    })
    expect(route(many.slice(1)).covered).toBe(true)
  })
})

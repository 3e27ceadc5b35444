import fc from 'fast-check'
import { getAddress, zeroAddress } from 'viem'
import { entryPoint06Address, entryPoint09Address } from 'viem/account-abstraction'
import { describe, expect, test } from 'vitest'
import * as fixtures from '../../test/vectors/fixtures.ts'
import { createGrant } from '../grant/createGrant.ts'
import { toGrant } from '../grant/toGrant.ts'
import { type ApproveParameters, erc20 } from '../permissions/erc20.ts'
import type { Permission } from '../permissions/permission.ts'
import { perDay } from '../svm/periods.ts'
import type { Call } from '../types.ts'
import type { ChooseSessions } from './createSessionIndex.ts'
import { decodeRouting } from './decodeRouting.ts'
import { encodeRouting } from './encodeRouting.ts'
import { listSubsets } from './listSubsets.ts'
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

  test('behavior: the session with the fewest rights left that allows the call', () => {
    const grant = approvals({ limits: { perUse: 10n } }, { limits: { perUse: 20n } }, {})
    const calls = [approve(30n), approve(15n), approve(5n)]
    const byRights = [
      { session: 0, calls: [2] },
      { session: 1, calls: [1] },
      { session: 2, calls: [0] },
    ]
    expect(routesOf(route(calls, grant))).toEqual(byRights)
    // In whatever order the grant lists them.
    const reversed = approvals({}, { limits: { perUse: 20n } }, { limits: { perUse: 10n } })
    expect(routesOf(route(calls, reversed))).toEqual(
      byRights.map(({ calls: covered }, i) => ({ session: 2 - i, calls: covered })).reverse(),
    )
  })

  test('behavior: rights are compared by total, period, use, number of uses, then the tree', () => {
    const perPeriod = perDay(90n)
    const grant = approvals(
      {},
      ...[{ uses: 3 }, { uses: 2 }, { perUse: 9n }, { perPeriod }].map((limits) => ({ limits })),
      ...[{ total: 99n }, { perUse: 8n, uses: 12 }].map((limits) => ({ limits })),
    )
    const seen: number[] = []
    const chooseSessions: ChooseSessions = (options) => {
      seen.push(...options.map(({ session }) => session))
      return options
    }
    routeCalls({ account, grant, calls: [approve(1n)], deployment, chooseSessions })
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0])
    // What has been used counts: of 99 there are 95 left, less than 8 times 12.
    seen.length = 0
    const usages = grant.sessions.map((_, i) => ({ total: i === 5 ? 4n : 0n, uses: 0 }))
    routeCalls({ account, grant, calls: [approve(1n)], deployment, usages, chooseSessions })
    expect(seen.slice(0, 2)).toEqual([5, 6])
  })

  test('behavior: the caller may choose otherwise', () => {
    const grant = approvals({ limits: { perUse: 10n } }, { limits: { perUse: 20n } })
    const choose = (chooseSessions: ChooseSessions) =>
      routeCalls({ account, grant, calls: [approve(5n)], deployment, chooseSessions })
    expect(routesOf(choose((options) => [...options].reverse()))).toEqual([
      { session: 1, calls: [0] },
    ])
    const none = choose(() => [])
    expect(none.verdicts).toMatchObject([
      { allowed: false, reason: { errorName: 'CallNotRouted' } },
    ])
    // What is no option is not tried.
    const made = choose(([option]) => (option ? [{ ...option, session: 7 }] : []))
    expect(made.covered).toBe(false)
  })

  test('behavior: counts along the batch, from what was used before', () => {
    const grant = approvals({ limits: { uses: 2 } }, { limits: { total: 5n } })
    const calls = [approve(1n), approve(2n), approve(3n)]
    expect(routesOf(route(calls, grant))).toEqual([
      { session: 0, calls: [2] },
      { session: 1, calls: [0, 1] },
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

describe('several grants', () => {
  const { sessionKey, start: now } = fixtures
  const grant = (salt: bigint, permissions: readonly Permission[], changes: object = {}) =>
    createGrant({
      ...{ key: sessionKey.address, permissions, noExpiry: true, salt },
      ...{ fees: { budget: 1n }, deployment, ...changes },
    })
  const { approvePermission, swapPermission, stakePermission } = fixtures
  const all = grant(1n, [approvePermission, swapPermission, stakePermission])
  const trade = grant(2n, [approvePermission, swapPermission])
  const stake = grant(3n, [stakePermission])
  const among = (grants: readonly (typeof all)[], calls: readonly Call[] = seedCalls) =>
    routeCalls({ account, grants, calls, deployment, now })
  const usedBy = (routed: ReturnType<typeof routeCalls>) =>
    routed.grants.map(({ grant: { id }, routes }) => [id, routes])

  test('default: each call goes to the first grant and session that allow it', () => {
    const routed = among([stake, trade])
    expect(routed.covered).toBe(true)
    expect(usedBy(routed)).toEqual([
      [stake.id, [{ session: 0, calls: [2] }]],
      [
        trade.id,
        [
          { session: 0, calls: [0] },
          { session: 1, calls: [1] },
        ],
      ],
    ])
    expect(routed.verdicts.map((one) => one.grant)).toEqual([1, 1, 0])
  })

  test('behavior: as few grants as needed, the earlier ones where equal', () => {
    expect(among([stake, trade, all]).grants.map((one) => one.grant.id)).toEqual([all.id])
    const another = grant(4n, [stakePermission])
    expect(among([another, stake], seedCalls.slice(2)).grants[0]?.grant.id).toBe(another.id)
  })

  test('behavior: what is valid now goes before what needs fewer grants', () => {
    const over = grant(5n, [approvePermission, swapPermission, stakePermission], {
      ...{ noExpiry: undefined, validUntil: now - 1 },
    })
    const ids = (list: readonly (typeof all)[]) => among(list).grants.map((one) => one.grant.id)
    expect(ids([over, trade, stake])).toEqual([trade.id, stake.id])
    expect(ids([over, stake])).toEqual([over.id])
  })

  test('behavior: a limit that is used up in one grant leaves the other', () => {
    const once = (salt: bigint) =>
      grant(salt, [erc20.approve({ token: tokenA, spender: dex, limits: { uses: 1 } })])
    const grants = [once(6n), once(7n)]
    const calls = [approve(1n), approve(1n)]
    expect(among(grants, calls).grants).toHaveLength(2)
    const usages = [[{ total: 0n, uses: 1 }]]
    const { covered, verdicts } = routeCalls({ account, grants, calls, deployment, usages })
    expect(covered).toBe(false)
    expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, false])
  })

  const approval = { deadline: now + 60, position: 0, others: [], signature: '0x' } as const
  const enable = (grants: readonly (typeof all)[], calls: readonly Call[] = seedCalls) =>
    routeCalls({ account, grants, calls, deployment, now, approval })

  test('behavior: an approval is for the first grant, and narrows the window to its deadline', () => {
    const routed = enable([stake, trade])
    expect(routed).toMatchObject({ covered: true, approval, window: { validUntil: now + 60 } })
    const unused = enable([stake, trade], seedCalls.slice(0, 2))
    expect(unused).toMatchObject({ covered: true, window: { validUntil: 0 } })
    expect(unused.approval).toBeUndefined()
  })

  test('error: a grant of too many sessions is not enabled by an operation', () => {
    const list = Array.from({ length: 17 }, (_, i) =>
      erc20.approve({ token: tokenA, spender: dex, limits: { uses: i } }),
    )
    expect(enable([grant(8n, list)], [approve(1n)])).toMatchObject({
      covered: false,
      refusal: { errorName: 'EnablingSessionsTooMany', args: { found: 17n, allowed: 16n } },
    })
    expect(enable([grant(8n, list.slice(1))], [approve(1n)]).covered).toBe(true)
  })

  test('error: a module of any session of the grant that is enabled is no target', () => {
    const module = deployment.modules.stake
    const { terms } = stake
    const pinned = erc20.approve({ token: module, spender: dex })
    const session = { validAfter: 0, validUntil: 0 }
    const both = toGrant({
      terms,
      sessions: [
        { ...session, module: deployment.modules.approve, data: pinned.data },
        { ...session, module, data: stakePermission.data },
      ],
    })
    const calls = [{ to: module, data: encodeApprove(dex, 1n) }]
    expect(among([both], calls).covered).toBe(true)
    expect(enable([both], calls).verdicts[0]).toMatchObject({
      reason: { errorName: 'TargetForbidden' },
    })
  })

  test('behavior: whatever is covered is encoded and decoded as it was routed', () => {
    const grants = [grant(20n, [swapPermission]), stake, trade, all]
    const some = fc.array(fc.constantFrom(...seedCalls), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(some, fc.shuffledSubarray(grants, { minLength: 1 }), fc.boolean(), (...given) => {
        const [calls, list, isFirstUse] = given
        const routed = isFirstUse ? enable(list, calls) : among(list, calls)
        const isCovered = (call: Call) => list.some((one) => among([one], [call]).covered)
        expect(routed.verdicts.map(({ allowed }) => allowed)).toEqual(calls.map(isCovered))
        if (!routed.covered) return
        const { router } = deployment
        const routing = encodeRouting(routed)
        const decoded = decodeRouting({ routing, calls: calls.length, router })
        expect(decoded.grants.map((one) => one.grantId)).toEqual(
          routed.grants.map((one) => one.grant.id),
        )
        expect(decoded.approval).toEqual(routed.approval)
        // No choice of fewer grants would do.
        const fewer = [...listSubsets(list)].filter(({ length }) => length < routed.grants.length)
        expect(fewer.some((choice) => among(choice, calls).covered)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test('error: grants that do not belong together, or are too many', () => {
    expect(() => among([stake, stake])).toThrow('stands there twice')
    const nine = Array.from({ length: 9 }, (_, i) => grant(BigInt(10 + i), [stakePermission]))
    expect(() => among(nine)).toThrow('at most 8')
  })
})

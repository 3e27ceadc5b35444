import fc from 'fast-check'
import { getAddress, type Hex, size } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { deployment, paymaster, sessionKey, stranger, tokenA } from '../../test/vectors/fixtures.ts'
import { withBit } from '../../test/vectors/moduleCase.ts'
import type { OwnerApproval } from '../grant/approval.ts'
import { type CreateGrantParameters, createGrant } from '../grant/createGrant.ts'
import { erc20 } from '../permissions/erc20.ts'
import type { GrantId } from '../types.ts'
import { decodeRouting } from './decodeRouting.ts'
import { buildRouting, encodeRouting, type GrantRoutes } from './encodeRouting.ts'
import { RouteError } from './RouteError.ts'
import { RoutingFormatError } from './RoutingFormatError.ts'
import { writeRouting } from './writeRouting.ts'

const { router } = deployment

const grantOf = (sessions: number, salt: bigint, changes: Partial<CreateGrantParameters> = {}) =>
  createGrant({
    ...{ key: sessionKey.address, fees: { paymaster }, noExpiry: true, salt, deployment },
    permissions: Array.from({ length: sessions }, (_, i) =>
      erc20.approve({ token: tokenA, spender: stranger, limits: { uses: i } }),
    ),
    ...(changes as object),
  })
const grants = [grantOf(16, 0n), grantOf(1, 1n), grantOf(9, 2n)]

const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((list): Hex => `0x${Buffer.from(list).toString('hex')}`)
const word = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  // Any 32 bytes could be an id.
  .map((list) => `0x${Buffer.from(list).toString('hex')}` as GrantId)

const anyApproval: fc.Arbitrary<OwnerApproval> = fc.record({
  deadline: fc.nat({ max: 2 ** 48 - 1 }),
  position: fc.nat(255),
  others: fc.array(
    fc.record({
      chainId: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      ledger: word.map((id) => getAddress(`0x${id.slice(26)}`)),
      epoch: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      id: word,
    }),
    { maxLength: 4 },
  ),
  signature: bytes(300),
})

/** Any assignment of some calls to sessions of the grants, with call-specific data; every grant that is there serves one. */
const anyParts = fc
  .array(fc.record({ grant: fc.nat(2), session: fc.nat(15), data: bytes(5) }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((calls) => {
    const parts = grants.flatMap((grant, i): GrantRoutes[] => {
      const own = calls.flatMap((one, call) =>
        one.grant === i ? [{ call, session: one.session % grant.sessions.length }] : [],
      )
      const used = [...new Set(own.map(({ session }) => session))].sort((a, b) => a - b)
      const routes = used.map((session) => {
        const indices = own.filter((one) => one.session === session).map(({ call }) => call)
        const data = indices.map((call) => [call, calls[call]?.data ?? '0x'] as const)
        return { session, calls: indices, callSpecificData: Object.fromEntries(data) }
      })
      return routes.length === 0 ? [] : [{ grant, routes }]
    })
    return { parts, calls: calls.length }
  })
  .filter(({ parts }) => parts.length > 0)

describe('encodeRouting', () => {
  test('behavior: several grants and an enabling part decode back to what they were', () => {
    fc.assert(
      fc.property(anyParts, fc.option(anyApproval, { nil: undefined }), (some, approval) => {
        const { parts, calls } = some
        const encoded = encodeRouting({ grants: parts, approval })
        const decoded = decodeRouting({ routing: encoded, calls, router })
        expect(decoded.grants.map(({ grantId }) => grantId)).toEqual(
          parts.map(({ grant }) => grant.id),
        )
        const built = buildRouting({ grants: parts, approval })
        expect(decoded.grants.map(({ sessions }) => sessions)).toEqual(
          built.grants.map(({ sessions }) => sessions),
        )
        expect(decoded.approval).toEqual(approval)
        expect(writeRouting(decoded)).toBe(encoded)
      }),
      { numRuns: 150 },
    )
  })

  test('behavior: the grant to be enabled lists all its sessions, without a proof’s nodes', () => {
    const [first] = grants
    if (!first) throw new Error('There are three.')
    const { grants: built } = buildRouting({
      grants: [{ grant: first, routes: [{ session: 7, calls: [0] }] }],
      approval: { deadline: 1, position: 0, others: [], signature: '0x' },
    })
    expect(built[0]?.sessions.map(({ calls }) => calls.length)).toEqual(
      first.sessions.map((_, i) => (i === 7 ? 1 : 0)),
    )
    expect(built[0]?.proof.nodes).toEqual([])
  })

  test('error: refuses grants that do not belong together', () => {
    const routes = [{ session: 0, calls: [0] }]
    const encode =
      (...list: ReturnType<typeof grantOf>[]) =>
      () =>
        encodeRouting({ grants: list.map((grant) => ({ grant, routes })) })
    const one = grantOf(1, 5n)
    expect(encode()).toThrow('at least one grant')
    expect(encode(one, one)).toThrow('stands there twice')
    const foreign = grantOf(1, 5n, { key: privateKeyToAddress(generatePrivateKey()) })
    expect(encode(one, foreign)).toThrow('several session keys')
    expect(encode(one, grantOf(1, 5n, { router: stranger }))).toThrow('several routers')
    const approval = { deadline: 2 ** 48, position: 0, others: [], signature: '0x' } as const
    expect(() => encodeRouting({ grants: [{ grant: one, routes }], approval })).toThrow(RouteError)
  })
})

describe('decodeRouting', () => {
  const parts = grants.map((grant, i) => ({ grant, routes: [{ session: 0, calls: [i] }] }))
  const approval = { deadline: 9, position: 0, others: [], signature: '0x010203' } as const
  const enabling = encodeRouting({ grants: parts, approval })
  const read = (routing: Hex) => decodeRouting({ routing, calls: 3, router })
  const reasonOf = (routing: Hex) => {
    try {
      read(routing)
      return undefined
    } catch (error) {
      if (error instanceof RoutingFormatError) return error.reason
      throw error
    }
  }

  test('error: every other length of an enabling part is refused', () => {
    for (let length = 0; length < size(enabling); length++) {
      expect(reasonOf(`0x${enabling.slice(2, 2 + 2 * length)}`)?.errorName).toBe('RoutingTruncated')
    }
    expect(reasonOf(`${enabling}00`)?.errorName).toBe('RoutingTrailing')
  })

  test('error: one flipped bit is refused, or reads as something else', () => {
    for (let bit = 0; bit < 8 * size(enabling); bit += 3) {
      const damaged = withBit(enabling, bit)
      if (reasonOf(damaged) === undefined) expect(writeRouting(read(damaged))).toBe(damaged)
    }
  }, 300_000)

  test('error: names the grant that is at fault', () => {
    const [, second] = buildRouting({ grants: parts }).grants
    if (!second) throw new Error('There are three.')
    const write = (grant: Partial<typeof second>) => {
      const built = buildRouting({ grants: parts })
      return writeRouting({
        ...built,
        grants: built.grants.map((one, i) => (i === 1 ? { ...one, ...grant } : one)),
      })
    }
    const idle = second.sessions.map((session) => ({ ...session, calls: [] }))
    expect(reasonOf(write({ sessions: idle }))).toEqual({
      ...{ errorName: 'SessionServesNoCall', args: { grant: 1n, session: 0n } },
    })
    const terms = { ...second.terms, paymaster: `0x${'00'.repeat(20)}`, feeBudget: 0n } as const
    expect(reasonOf(write({ terms }))).toEqual({
      ...{ errorName: 'GrantFeeTermsMissing', args: { grant: 1n } },
    })
    expect(reasonOf(write({ sessions: [] }))).toEqual({
      ...{ errorName: 'SessionCountZero', args: { grant: 1n } },
    })
  })

  test('error: a grant that is enabled, of too many sessions or with a proof', () => {
    const wide = grantOf(17, 0n)
    const one = { grant: wide, routes: [{ session: 0, calls: [0, 1, 2] }] }
    expect(reasonOf(encodeRouting({ grants: [one], approval }))).toEqual({
      ...{ errorName: 'EnablingSessionsTooMany', args: { found: 17n, allowed: 16n } },
    })
    const built = buildRouting({ grants: parts })
    expect(reasonOf(writeRouting({ ...built, approval }))).toEqual({
      ...{ errorName: 'EnablingProofNotComplete', args: { nodes: 4n } },
    })
    const [part] = parts
    if (!part) throw new Error('There are three.')
    const idle = buildRouting({ grants: [{ ...part, routes: [] }], approval })
    expect(reasonOf(writeRouting(idle))?.errorName).toBe('GrantServesNoCall')
  })

  test('error: a grant that stands there twice, a call that is covered twice', () => {
    const built = buildRouting({ grants: parts })
    const [first] = built.grants
    if (!first) throw new Error('There are three.')
    const again = first.sessions.map((session) => ({
      ...session,
      calls: [{ index: 1, callSpecificData: '0x' as const }],
    }))
    const twice = { ...built, grants: [first, { ...first, sessions: again }] }
    expect(reasonOf(writeRouting(twice))).toEqual({
      ...{ errorName: 'GrantTwice', args: { first: 0n, second: 1n } },
    })
    expect(reasonOf(writeRouting({ ...built, grants: [first, first] }))).toEqual({
      ...{ errorName: 'CallRoutedTwice', args: { index: 0n } },
    })
  })
})

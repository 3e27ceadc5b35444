import fc from 'fast-check'
import { type Hex, size } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  account,
  deployment,
  paymaster,
  seedCalls,
  seedGrant,
  sessionKey,
  tokenA,
} from '../../test/vectors/fixtures.ts'
import { withBit } from '../../test/vectors/moduleCase.ts'
import { createGrant } from '../grant/createGrant.ts'
import { erc20 } from '../permissions/erc20.ts'
import { decodeRouting } from './decodeRouting.ts'
import { buildRouting, encodeRouting } from './encodeRouting.ts'
import { RouteError } from './RouteError.ts'
import { RoutingFormatError } from './RoutingFormatError.ts'
import { routeCalls } from './routeCalls.ts'
import type { Route, Routing } from './routing.ts'
import { writeRouting } from './writeRouting.ts'

const { router } = deployment
const { grants } = routeCalls({ account, grant: seedGrant, calls: seedCalls, deployment })
const routes = grants.flatMap((one) => one.routes)
const routing = encodeRouting({ grant: seedGrant, routes })

const wide = createGrant({
  key: sessionKey.address,
  permissions: Array.from({ length: 40 }, (_, i) =>
    erc20.approve({ token: tokenA, spender: paymaster, limits: { uses: i + 1 }, validUntil: i }),
  ),
  noExpiry: true,
  fees: { paymaster },
  salt: 5n,
  deployment,
})

/** Any assignment of some calls to some sessions, each call to one. */
const anyRoutes = fc
  .array(fc.nat(wide.sessions.length - 1), { minLength: 1, maxLength: 30 })
  .map((sessionOf): Route[] =>
    [...new Set(sessionOf)]
      .sort((a, b) => a - b)
      .map((session) => ({
        session,
        calls: sessionOf.flatMap((one, call) => (one === session ? [call] : [])),
      })),
  )

const assignmentOf = ({ grants }: Pick<Routing, 'grants'>) =>
  grants.map(({ sessions }) => sessions.map(({ calls }) => calls))

const countCalls = (list: readonly Route[]) => list.flatMap(({ calls }) => calls).length

describe('encodeRouting', () => {
  test('behavior: decodes back to the grant, for any routes', () => {
    fc.assert(
      fc.property(anyRoutes, (some) => {
        const encoded = encodeRouting({ grant: wide, routes: some })
        const decoded = decodeRouting({ routing: encoded, calls: countCalls(some), router })
        const [only] = decoded.grants
        expect(only?.grantId).toBe(wide.id)
        expect(only?.terms).toEqual(wide.terms)
        expect(only?.sessions.map(({ calls }) => calls.map(({ index }) => index))).toEqual(
          some.map(({ calls }) => calls),
        )
        expect(writeRouting(decoded)).toBe(encoded)
      }),
      { numRuns: 200 },
    )
  })

  test('behavior: routes may come in any order', () => {
    expect(encodeRouting({ grant: seedGrant, routes: [...routes].reverse() })).toBe(routing)
  })

  test('error: refuses a session that the grant does not have, and what fits no field', () => {
    const encode = (session: number, calls: number[]) => () =>
      encodeRouting({ grant: seedGrant, routes: [{ session, calls }] })
    expect(encode(3, [0])).toThrow(RouteError)
    expect(encode(0, [256])).toThrow(RouteError)
    const built = buildRouting({ grant: seedGrant, routes })
    expect(() => writeRouting({ ...built, keyType: 256 })).toThrow(RouteError)
  })
})

describe('decodeRouting', () => {
  test('behavior: whatever it accepts has one encoding', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(8 * size(routing) - 1), { minLength: 1, maxLength: 3 }),
        (bits) => {
          const damaged = bits.reduce(withBit, routing)
          try {
            const decoded = decodeRouting({ routing: damaged, calls: 3, router })
            expect(writeRouting(decoded)).toBe(damaged)
          } catch (error) {
            expect(error).toBeInstanceOf(RoutingFormatError)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  test('error: one flipped bit is refused, or is another grant, or another assignment of calls', () => {
    let accepted = 0
    for (let bit = 0; bit < 8 * size(routing); bit++) {
      const damaged = withBit(routing, bit)
      try {
        const { grants, approval } = decodeRouting({ routing: damaged, calls: 3, router })
        if (approval || grants[0]?.grantId !== seedGrant.id) continue
        accepted++
        // The session key signs these bytes, so nobody but it can choose another assignment.
        expect(assignmentOf({ grants })).not.toEqual(
          assignmentOf(buildRouting({ grant: seedGrant, routes })),
        )
      } catch (error) {
        if (!(error instanceof RoutingFormatError)) throw error
      }
    }
    expect(accepted).toBe(0)
  })

  test('error: every other length is refused', () => {
    for (let length = 0; length < size(routing); length++) {
      const cut: Hex = `0x${routing.slice(2, 2 + 2 * length)}`
      expect(() => decodeRouting({ routing: cut, calls: 3, router })).toThrow(RoutingFormatError)
    }
    expect(() => decodeRouting({ routing: `${routing}00`, calls: 3, router })).toThrow('1 bytes')
  })

  test('error: carries the reason of the router', () => {
    const read = (calls: number) => () => decodeRouting({ routing, calls, router })
    expect(read(2)).toThrow(
      expect.objectContaining({
        reason: { errorName: 'CallIndexOutOfRange', args: { index: 2n, calls: 2n } },
      }),
    )
    expect(read(4)).toThrow(
      expect.objectContaining({ reason: { errorName: 'CallNotRouted', args: { index: 3n } } }),
    )
  })
})

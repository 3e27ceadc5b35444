import { describe, expect, test } from 'vitest'
import {
  account,
  approvePermission,
  deployment,
  dex,
  encodeApprove,
  encodeSwap,
  seedCalls,
  seedGrant,
  sessionKey,
  stakePermission,
  stranger,
  swapPermission,
  tokenA,
} from '../../test/vectors/fixtures.ts'
import { createGrant } from '../grant/createGrant.ts'
import type { Permission } from '../permissions/permission.ts'
import type { Call } from '../types.ts'
import { CallNotCoveredError } from './CallNotCoveredError.ts'
import { explain } from './explain.ts'

const explainCalls = (calls: readonly Call[]) =>
  explain({ account, grant: seedGrant, calls, deployment })

describe('explain', () => {
  test('default: what covers each call', () => {
    const { allowed, calls, batch } = explainCalls(seedCalls)
    expect(allowed).toBe(true)
    expect(batch).toBeUndefined()
    expect(calls.map(({ sentence }) => sentence)).toEqual([
      'calls[0] is covered by session 0 of the grant.',
      'calls[1] is covered by session 1 of the grant.',
      'calls[2] is covered by session 2 of the grant.',
    ])
  })

  test('behavior: rule, value found and value allowed of each denied call, beside the allowed ones', () => {
    const [first, swap, last] = seedCalls
    if (!first || !swap || !last) throw new Error('There are three.')
    const below = { ...swap, data: encodeSwap({ minimumOut: 1n }) }
    const spender = { to: tokenA, data: encodeApprove(stranger, 1n) }
    const { allowed, calls } = explainCalls([first, below, spender, last])
    expect(allowed).toBe(false)
    expect(calls.map((call) => call.allowed)).toEqual([true, false, false, true])
    expect(calls[1]).toMatchObject({
      reason: {
        errorName: 'MinimumOutTooLow',
        args: { call: 1n, found: 1n, allowed: 95n * 10n ** 18n },
      },
      sentence: expect.stringContaining('the floor rate demands 95000000000000000000'),
    })
    expect(calls[2]?.sentence).toContain('calls[2] approves')
  })

  test('behavior: what speaks against the batch as a whole', () => {
    expect(explainCalls([])).toMatchObject({
      allowed: false,
      batch: { reason: { errorName: 'BatchEmpty' }, sentence: 'The batch has no call.' },
    })
  })
})

describe('several grants', () => {
  const grantOf = (salt: bigint, permissions: readonly Permission[]) =>
    createGrant({
      ...{ key: sessionKey.address, permissions, noExpiry: true, salt },
      ...{ fees: { budget: 1n }, deployment },
    })
  const stake = grantOf(1n, [stakePermission])
  const trade = grantOf(2n, [approvePermission, swapPermission])
  const approval = { deadline: 2 ** 40, position: 0, others: [], signature: '0x' } as const

  test('default: says which grant covers a call', () => {
    const { allowed, calls, grants } = explain({
      ...{ account, grants: [stake, trade], calls: seedCalls, deployment },
    })
    expect(allowed).toBe(true)
    expect(grants.map(({ grant }) => grant.id)).toEqual([stake.id, trade.id])
    expect(calls.map(({ sentence }) => sentence)).toEqual([
      'calls[0] is covered by session 0 of grant 1.',
      'calls[1] is covered by session 1 of grant 1.',
      'calls[2] is covered by session 0 of grant 0.',
    ])
  })

  test('behavior: of a denied call, the grant that comes closest', () => {
    const below = { to: dex, data: encodeSwap({ minimumOut: 1n }) }
    const { allowed, calls } = explain({
      ...{ account, grants: [stake, trade], calls: [below], deployment },
    })
    expect(allowed).toBe(false)
    expect(calls[0]).toMatchObject({ grant: 1, session: 1 })
  })

  test('behavior: an approval that is needed, and one that is not', () => {
    const ask = (calls: readonly Call[]) =>
      explain({ account, grants: [stake, trade], calls, deployment, approval })
    expect(ask(seedCalls)).toMatchObject({ approval, window: { validUntil: 2 ** 40 } })
    expect(ask(seedCalls.slice(0, 2)).approval).toBeUndefined()
  })
})

describe('CallNotCoveredError', () => {
  test('default: says every denial, and carries it as data', () => {
    const explanation = explainCalls([{ to: stranger }])
    const error = new CallNotCoveredError(explanation)
    expect(error.message).toContain('No session covers calls[0].')
    expect(error.explanation).toBe(explanation)
  })
})

import { zeroAddress } from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { describe, expect, test } from 'vitest'
import * as fixtures from '../../test/vectors/fixtures.ts'
import { erc20 } from '../permissions/erc20.ts'
import { type CreateGrantParameters, createGrant } from './createGrant.ts'
import { GrantTermsError } from './GrantTermsError.ts'
import { hashGrant, hashSession } from './hash.ts'
import { buildTree, rootOf } from './tree.ts'

const { deployment, seedGrant, sessionKey, start, tokenA, dex } = fixtures

const terms = {
  key: sessionKey.address,
  permissions: [fixtures.approvePermission],
  fees: { budget: 1n },
  deployment,
}

/** A caller without types may pass anything. */
function create(changes: Record<string, unknown>) {
  const parameters = { ...terms, validUntil: start + 60, ...changes }
  return () => createGrant(parameters as unknown as CreateGrantParameters)
}

describe('createGrant', () => {
  test('default: terms, sessions in order, root and id', () => {
    const { sessions, root, id } = seedGrant
    const { approve, swap, stake } = deployment.modules
    expect(sessions.map(({ module }) => module)).toEqual([approve, swap, stake])
    expect(root).toBe(rootOf(buildTree(sessions.map(hashSession))))
    expect(id).toBe(hashGrant(seedGrant.terms))
    expect(seedGrant.terms).toMatchObject({
      ...{ keyType: 0, validAfter: start, validUntil: start + fixtures.week },
      ...{ paymaster: zeroAddress, sessionsRoot: root, salt: 1n },
    })
  })

  test('behavior: nothing in it can be changed', () => {
    expect(() => Object.assign(seedGrant, { id: '0x' })).toThrow(TypeError)
    expect(() => Object.assign(seedGrant.terms, { feeBudget: 0n })).toThrow(TypeError)
    expect(() => Object.assign(seedGrant.sessions[0] ?? {}, { data: '0x' })).toThrow(TypeError)
    expect(Object.isFrozen(seedGrant.sessions)).toBe(true)
  })

  test('behavior: the salt is random where none is given', () => {
    expect(create({})().id).not.toBe(create({})().id)
    expect(create({ salt: 7n })().id).toBe(create({ salt: 7n })().id)
  })

  test('behavior: any term changes the id', () => {
    const changes = [
      { salt: 1n },
      { salt: 2n },
      { salt: 1n, validUntil: start + 61 },
      { salt: 1n, validAfter: 1 },
      { salt: 1n, fees: { budget: 2n } },
      { salt: 1n, fees: { budget: 1n, paymaster: fixtures.paymaster } },
      { salt: 1n, key: fixtures.stranger },
      { salt: 1n, router: fixtures.stranger },
      { salt: 1n, permissions: [fixtures.stakePermission] },
    ]
    expect(new Set(changes.map((change) => create(change)().id)).size).toBe(changes.length)
  })

  test('behavior: no expiry has to be said', () => {
    expect(createGrant({ ...terms, noExpiry: true }).terms.validUntil).toBe(0)
    expect(create({ validUntil: undefined })).toThrow('exactly one end')
  })

  test('behavior: a permission keeps its own window', () => {
    const permission = { ...fixtures.stakePermission, validUntil: start + 30 }
    expect(create({ permissions: [permission] })().sessions[0]?.validUntil).toBe(start + 30)
  })

  test.each([
    ['an end before its beginning', { validAfter: start + 61 }],
    ['two ends', { expiresIn: 5 }],
    ['milliseconds', { validUntil: start * 1000 }],
    ['an end that is no moment', { validUntil: start + 0.5 }],
    ['an end at zero without saying so', { validUntil: 0 }],
    ['no time at all', { validUntil: undefined, expiresIn: 0 }],
    ['noExpiry: false', { validUntil: undefined, noExpiry: false }],
    ['a bound that reads as a block number', { validAfter: 2 ** 47 }],
    ['nobody who pays', { fees: {} }],
    ['a budget beyond 96 bits', { fees: { budget: 2n ** 96n } }],
    ['a negative budget', { fees: { budget: -1n } }],
    ['a budget that is a number', { fees: { budget: 1 } }],
    ['a salt beyond 64 bits', { salt: 2n ** 64n }],
    ['no permission', { permissions: [] }],
    ['a permission twice', { permissions: [fixtures.stakePermission, fixtures.stakePermission] }],
    ['the zero key', { key: zeroAddress }],
    ['the zero router', { router: zeroAddress }],
    [
      'a permission that ends before the grant begins',
      { validAfter: start, permissions: [{ ...fixtures.stakePermission, validUntil: start - 1 }] },
    ],
    [
      'a permission for the EntryPoint',
      { permissions: [erc20.approve({ token: entryPoint06Address, spender: dex })] },
    ],
    [
      'a permission for the manager',
      { permissions: [erc20.approve({ token: deployment.manager, spender: dex })] },
    ],
    [
      'a permission for a module',
      { permissions: [erc20.approve({ token: deployment.modules.swap, spender: dex })] },
    ],
    [
      'a permission for the zero address',
      { permissions: [erc20.approve({ token: zeroAddress, spender: tokenA })] },
    ],
  ])('error: refuses %s', (_, changes) => {
    expect(create(changes)).toThrow(GrantTermsError)
  })
})

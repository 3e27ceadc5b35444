import { type Address, type LocalAccount, type PublicClient, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { nexusAccountKind } from '../account/nexusAccountKind.ts'
import type { SessionAccount } from '../account/sessionAccount.ts'
import { toSessionAccount } from '../account/toSessionAccount.ts'
import type { Explanation } from '../explain/explain.ts'
import { explain } from '../explain/explain.ts'
import { erc20 } from '../permissions/erc20.ts'
import { native } from '../permissions/native.ts'
import { nft } from '../permissions/nft.ts'
import type { Permission } from '../permissions/permission.ts'
import { uniswapV2 } from '../permissions/uniswapV2.ts'
import { uniswapV3 } from '../permissions/uniswapV3.ts'
import { perDay } from '../svm/periods.ts'
import { createGrant } from './createGrant.ts'
import { signGrants } from './signGrants.ts'
import type { Grant } from './toGrant.ts'

const token: Address = '0x00000000000000000000000000000000000000a1'
const spender: Address = '0x00000000000000000000000000000000000000a2'
const key: Address = '0x00000000000000000000000000000000000000a3'
const fees = { budget: parseEther('0.01') }
const permissions = [erc20.approve({ token, spender })]
const terms = { key, permissions, expiresIn: 3600, fees }
const swap = { router: spender, tokenIn: token, tokenOut: key }

describe('results', () => {
  test('default: have the types that their users name', () => {
    expectTypeOf(createGrant(terms)).toEqualTypeOf<Grant>()
    expectTypeOf(erc20.approve({ token, spender })).toEqualTypeOf<Permission>()
    const grant = createGrant(terms)
    expectTypeOf(explain({ account: token, grant, calls: [] })).toEqualTypeOf<Explanation>()
  })

  test('behavior: a session account is one of its EntryPoint’s version', () => {
    const make = (client: PublicClient, local: LocalAccount, grant: Grant) => {
      const account = { client, address: token }
      return [
        () => toSessionAccount({ account, grant, key: local }),
        () => toSessionAccount({ account, grant, key: local, kind: nexusAccountKind }),
      ] as const
    }
    type Made = ReturnType<typeof make>
    expectTypeOf<Awaited<ReturnType<Made[0]>>>().toEqualTypeOf<SessionAccount<'0.6'>>()
    expectTypeOf<Awaited<ReturnType<Made[1]>>>().toEqualTypeOf<SessionAccount<'0.7'>>()
  })
})

describe('what must compile', () => {
  const right: Record<string, () => unknown> = {
    'an end in so many seconds': () => createGrant(terms),
    'an end at a moment': () => createGrant({ key, permissions, fees, validUntil: 2_000_000_000 }),
    'no end, said by name': () => createGrant({ key, permissions, fees, noExpiry: true }),
    'a paymaster alone': () => createGrant({ ...terms, fees: { paymaster: spender } }),
    'a key that says its type': () =>
      createGrant({ ...terms, key: privateKeyToAccount(generatePrivateKey()) }),
    'limits of every kind': () =>
      erc20.transfer({
        ...{ token, recipients: [spender] },
        limits: { perUse: 1n, perPeriod: perDay(2n), total: 3n, uses: 4 },
      }),
    'a window of its own': () => erc20.approve({ token, spender, validUntil: 2_000_000_000 }),
    'a swap of the native currency': () =>
      uniswapV2.swap({ ...swap, rate: { out: 1n, in: 2n }, native: 'in' }),
  }
  test.each(Object.entries(right))('%s', (_, write) => {
    expect(write).not.toThrow()
  })
})

/** The compiler refuses each; some are caught at run time, too, which is tested where they belong. */
describe('what must not compile', () => {
  const wrong = {
    // @ts-expect-error no end
    'no end': () => createGrant({ key, permissions, fees }),
    // @ts-expect-error two ends
    'two ends': () => createGrant({ ...terms, noExpiry: true }),
    // @ts-expect-error `noExpiry` is only ever `true`
    'an end that is none': () => createGrant({ key, permissions, fees, noExpiry: false }),
    // @ts-expect-error seconds, not a date
    'a date': () => createGrant({ key, permissions, fees, validUntil: new Date() }),
    // @ts-expect-error nobody pays
    'no fees': () => createGrant({ key, permissions, expiresIn: 1 }),
    // @ts-expect-error wei are a bigint
    'fees in numbers': () => createGrant({ ...terms, fees: { budget: 1 } }),
    // @ts-expect-error a permission, not a list of one
    'one permission': () => createGrant({ ...terms, permissions: permissions[0] }),
    // @ts-expect-error a private key has no place in a grant, and is no address
    'a private key': () => createGrant({ ...terms, key: { privateKey: key } }),
    // @ts-expect-error there is no such term
    'an unknown term': () => createGrant({ ...terms, expiresAt: 1 }),
    // @ts-expect-error salts are bigints
    'a salt in numbers': () => createGrant({ ...terms, salt: 1 }),
    // @ts-expect-error whom?
    'no spender': () => erc20.approve({ token }),
    // @ts-expect-error amounts are bigints
    'an amount in numbers': () => erc20.approve({ token, spender, limits: { total: 1 } }),
    // @ts-expect-error numbers of uses are numbers
    'uses as an amount': () => erc20.approve({ token, spender, limits: { uses: 1n } }),
    // @ts-expect-error there is no such limit
    'an unknown limit': () => erc20.approve({ token, spender, limits: { perMonth: 1n } }),
    'a period without its length': () =>
      // @ts-expect-error a limit per period is made with `perDay` and its like
      erc20.approve({ token, spender, limits: { perPeriod: 1n } }),
    // @ts-expect-error an allowance ends at zero, or nothing is said of it
    'not at zero': () => erc20.approve({ token, spender, endsAtZero: false }),
    // @ts-expect-error a list
    'one recipient': () => erc20.transfer({ token, recipients: spender }),
    // @ts-expect-error no floor
    'a swap at any price': () => uniswapV2.swap(swap),
    // @ts-expect-error half a rate
    'half a rate': () => uniswapV2.swap({ ...swap, rate: { out: 1n } }),
    'native on both sides': () =>
      // @ts-expect-error in or out
      uniswapV2.swap({ ...swap, rate: { out: 1n, in: 1n }, native: 'both' }),
    // @ts-expect-error which fee tiers?
    'a swap over V3 without a pool': () => uniswapV3.swap({ ...swap, rate: { out: 1n, in: 1n } }),
    // @ts-expect-error wei are a bigint
    'ether in numbers': () => native.transfer({ recipients: [spender], limits: { perUse: 0.1 } }),
    // @ts-expect-error which collection?
    'an NFT of no collection': () => nft.transfer({ recipients: [spender] }),
    // @ts-expect-error for whom?
    'a session account without an account': () => toSessionAccount({ grant: {}, key }),
    'an address that signs': (client: PublicClient, grant: Grant) =>
      // @ts-expect-error a key signs; an address does not
      toSessionAccount({ account: { client, address: token }, grant, key }),
    'a grant beside grants': (client: PublicClient, grant: Grant, local: LocalAccount) =>
      // @ts-expect-error one or several
      toSessionAccount({
        ...{ account: { client, address: token }, key: local },
        ...{ grant, grants: [grant] },
      }),
    // @ts-expect-error the account decides what `self` means
    'an explanation for nobody': (grant: Grant) => explain({ grant, calls: [] }),
    // @ts-expect-error the owner signs
    'a signature of nobody': (grant: Grant) => signGrants({ grants: [grant] }),
  }
  test('behavior: each is a line of its own', () => {
    expect(Object.keys(wrong).length).toBeGreaterThanOrEqual(25)
  })
})

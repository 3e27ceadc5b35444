import fc from 'fast-check'
import { getAddress, size } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  account,
  approvePermission,
  deployment,
  dex,
  encodeApprove,
  stakePermission,
  swapPermission,
  tokenA,
  tokenB,
} from '../../test/vectors/fixtures.ts'
import { dexSwap } from './dexSwap.ts'
import { erc20Approval } from './erc20Approval.ts'
import { erc20Stake } from './erc20Stake.ts'
import { findModule, modules } from './modules.ts'
import { SessionDataError } from './SessionDataError.ts'

const permissions = [approvePermission, swapPermission, stakePermission]

const tokens = {
  [tokenA]: { symbol: 'USDC', decimals: 6 },
  [tokenB]: { symbol: 'DAI', decimals: 18 },
}

const uint = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
const anyAddress = uint(160).map((value) => getAddress(`0x${value.toString(16).padStart(40, '0')}`))
const anyLimits = fc.record(
  { perUse: uint(128), total: uint(104), uses: fc.nat(2 ** 24 - 1) },
  { requiredKeys: [] },
)
const anyRate = fc.record({
  out: fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }),
  in: fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }),
})

describe('encode', () => {
  test('behavior: decode reads back every rule', () => {
    fc.assert(
      fc.property(anyAddress, anyAddress, anyLimits, (token, spender, limits) => {
        const rule = { token, spender, limits }
        expect(erc20Approval.decode(erc20Approval.encode(rule))).toEqual(rule)
        const stake = { kind: 'erc4626.deposit', vault: token, limits } as const
        expect(erc20Stake.decode(erc20Stake.encode(stake))).toEqual(stake)
      }),
    )
    const hops = fc.array(anyAddress, { maxLength: 4 })
    const addresses = fc.tuple(anyAddress, anyAddress, anyAddress)
    fc.assert(
      fc.property(addresses, hops, anyRate, anyLimits, (pinned, hops, rate, limits) => {
        const [router, tokenIn, tokenOut] = pinned
        const rule = { router, tokenIn, tokenOut, hops, rate, limits }
        expect(dexSwap.decode(dexSwap.encode(rule))).toEqual(rule)
      }),
    )
  })
})

describe('decode', () => {
  const all = permissions.map(({ module, data }) => [module, data] as const)

  test.each(all)('error: %s refuses any other length', (name, data) => {
    for (let length = 0; length < size(data); length++) {
      expect(() => modules[name].describe({ data: `0x${data.slice(2, 2 + 2 * length)}` })).toThrow(
        SessionDataError,
      )
    }
    expect(() => modules[name].describe({ data: `${data}00` })).toThrow(SessionDataError)
  })

  test('error: carries the reason of the chain', () => {
    const error = (() => {
      try {
        return erc20Approval.decode('0x')
      } catch (caught) {
        return caught
      }
    })()
    expect(error).toMatchObject({
      reason: { errorName: 'SessionDataMalformed', args: { found: 0n, allowed: 41n } },
    })
  })
})

describe('describe', () => {
  test('default: shows addresses and base units', () => {
    expect(erc20Approval.describe(approvePermission)).toBe(
      `Let ${getAddress(dex)} spend the token ${getAddress(tokenA)} from the account: at most 1000000000000000000000 base units in total.`,
    )
    expect(dexSwap.describe(swapPermission)).toContain(
      'for at least 95 base units out for every 100 base units in',
    )
    expect(erc20Stake.describe(stakePermission)).toContain('without any limit')
  })

  test('behavior: shows what is known of tokens, beside their addresses', () => {
    const data = erc20Approval.encode({
      ...{ token: tokenA, spender: dex },
      limits: { perUse: 1_500_000n, total: 3_000_000n, uses: 1 },
    })
    expect(erc20Approval.describe({ data, tokens })).toBe(
      `Let ${getAddress(dex)} spend USDC (${getAddress(tokenA)}) from the account: at most 1.5 USDC each time, at most 3 USDC in total, once.`,
    )
    const rate = { out: 95n * 10n ** 18n, in: 100n * 10n ** 6n }
    const swap = { router: dex, tokenIn: tokenA, tokenOut: tokenB, hops: [], rate }
    expect(dexSwap.describe({ data: dexSwap.encode(swap), tokens })).toContain(
      'at least 0.95 DAI for every 1 USDC',
    )
  })

  test('behavior: never shows a higher floor than the one that holds', () => {
    const rate = { out: 2n * 10n ** 18n, in: 3n * 10n ** 6n }
    const swap = { router: dex, tokenIn: tokenA, tokenOut: tokenB, hops: [], rate }
    expect(dexSwap.describe({ data: dexSwap.encode(swap), tokens })).toContain(
      'about 0.666666666666 DAI',
    )
  })

  test('behavior: keeps a symbol from writing sentences of its own', () => {
    const hostile = { [tokenA]: { symbol: 'A\n2. Nothing else. ‮', decimals: 0 } }
    const text = erc20Approval.describe({ data: approvePermission.data, tokens: hostile })
    expect(text).not.toMatch(/[\n‮]/)
    expect(text).toContain(getAddress(tokenA))
  })
})

describe('check', () => {
  const call = (amount: bigint) => ({
    ...{ index: 0, target: tokenA, value: 0n, callSpecificData: '0x' as const },
    data: encodeApprove(dex, amount),
  })

  test('behavior: counts along, and only what is limited', () => {
    const data = erc20Approval.encode({ token: tokenA, spender: dex, limits: { total: 10n } })
    const first = erc20Approval.check({ account, data, call: call(7n) })
    expect(first).toEqual({ allowed: true, usage: { total: 7n, uses: 0 } })
    const second = erc20Approval.check({
      account,
      data,
      call: call(4n),
      usage: { total: 7n, uses: 0 },
    })
    expect(second).toEqual({
      allowed: false,
      reason: { errorName: 'TotalLimitExceeded', args: { call: 0n, found: 4n, allowed: 3n } },
    })
  })

  test('behavior: approving zero is free', () => {
    const limits = { perUse: 0n, total: 0n, uses: 0 }
    const data = erc20Approval.encode({ token: tokenA, spender: dex, limits })
    const verdict = erc20Approval.check({ account, data, call: call(0n) })
    expect(verdict).toEqual({ allowed: true, usage: { total: 0n, uses: 0 } })
  })

  test('behavior: compares bytes, not the case of a text', () => {
    const { data } = approvePermission
    const upper = {
      ...call(1n),
      data: `0x${encodeApprove(dex, 1n).slice(2).toUpperCase()}` as const,
    }
    expect(erc20Approval.check({ account, data, call: upper }).allowed).toBe(true)
  })
})

describe('findModule', () => {
  test('default: by address, in a deployment', () => {
    expect(findModule(deployment.modules.swap, deployment)).toBe(dexSwap)
    expect(findModule(account, deployment)).toBeUndefined()
  })
})

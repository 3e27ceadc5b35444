import {
  type Abi,
  type Address,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  getAddress,
  type Hex,
  maxUint256,
  numberToHex,
  parseAbi,
  toFunctionSelector,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { createGrant } from '../grant/createGrant.ts'
import { abiRules } from '../svm/abiRules.ts'
import { erc20Approval } from '../svm/erc20Approval.ts'
import { erc20Transfer } from '../svm/erc20Transfer.ts'
import { migrateSeedSessions } from './migrateSeedSessions.ts'
import { originalModules } from './originalModules.ts'
import type { SeedSession } from './seedSession.ts'

const key: Address = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const other: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const token = getAddress(`0x${'a1'.repeat(20)}`)
const account = getAddress(`0x${'b1'.repeat(20)}`)
const abi = parseAbi([
  'function deposit(uint256 assets, address receiver) payable returns (uint256)',
  'function swap(uint256 amountIn, uint256 out, address[] path, address to, bool exact, int24 tick, bytes4 tag)',
  'struct Point { uint256 x; uint256 y; }',
  'function move(Point point, address to)',
])

const session = (module: Address, data: Hex, fields: Partial<SeedSession> = {}): SeedSession => ({
  ...{ validAfter: 0, validUntil: 0, module, data, ...fields },
})

const erc20Data = (maxAmount: bigint, of: Address = key) =>
  encodeAbiParameters(
    [{ type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'uint256' }],
    [of, token, other, maxAmount],
  )

type Rule = readonly [offset: number, condition: number, operand: bigint]

const rulesData = (selector: Hex, rules: readonly Rule[], valueLimit = 0n) =>
  concat([
    ...[key, token, selector, numberToHex(valueLimit, { size: 16 })],
    numberToHex(rules.length, { size: 2 }),
    ...rules.flatMap(([offset, condition, operand]) => [
      numberToHex(offset, { size: 2 }),
      numberToHex(condition, { size: 1 }),
      numberToHex(operand, { size: 32 }),
    ]),
  ])

const migrate = (sessions: readonly SeedSession[], fields: { abi?: Abi } = {}) =>
  migrateSeedSessions({ sessions, key, abi, erc20Functions: ['approve', 'transfer'], ...fields })

const selectorOf = (name: string) => {
  const fn = abi.find((item) => item.type === 'function' && item.name === name)
  if (fn?.type !== 'function') throw new Error(`There is no function ${name}.`)
  return toFunctionSelector(fn)
}

describe('migrateSeedSessions', () => {
  test('default: sessions of the original’s ERC-20 module', () => {
    const window = { validAfter: 5, validUntil: 10 }
    const { permissions, kept } = migrate([session(originalModules.erc20, erc20Data(7n), window)])
    expect(kept).toEqual([])
    expect(permissions.map(({ module }) => module)).toEqual(['approve', 'transfer'])
    for (const permission of permissions) expect(permission).toMatchObject(window)
    const [approve, transfer] = permissions.map(({ data }) => data)
    expect(erc20Approval.decode(approve ?? '0x')).toMatchObject({
      ...{ token, spender: other, limits: { perUse: 7n } },
    })
    expect(erc20Transfer.decode(transfer ?? '0x')).toMatchObject({
      ...{ token, recipients: [other], limits: { perUse: 7n } },
    })
    const terms = { key, permissions, validUntil: 1_900_000_000, fees: { budget: 1n } }
    expect(createGrant(terms).sessions).toHaveLength(2)
  })

  test('behavior: the largest amount is no limit, a smaller one that does not fit stays', () => {
    const unlimited = migrate([session(originalModules.erc20, erc20Data(maxUint256))])
    expect(erc20Approval.decode(unlimited.permissions[0]?.data ?? '0x').limits ?? {}).toEqual({})
    const large = migrate([session(originalModules.erc20, erc20Data(maxUint256 - 1n))])
    expect(large.permissions).toEqual([])
    expect(large.kept[0]?.reason).toMatch(/does not fit/)
  })

  test('behavior: rules allow and refuse the same calls', () => {
    const rules: readonly Rule[] = [
      ...([
        [0, 1, 100n],
        [0, 4, 9n],
        [32, 3, 50n],
        [96, 0, BigInt(account)],
      ] as const),
      ...([
        [128, 0, 1n],
        [160, 5, maxUint256],
        [192, 0, 0xaabbccddn << 224n],
      ] as const),
    ]
    const { permissions, kept } = migrate([
      session(originalModules.rules, rulesData(selectorOf('swap'), rules)),
    ])
    expect(kept).toEqual([])
    const good = [100n, 50n, [token, other], account, true, 7, '0xaabbccdd'] as const
    const isAllowed = (index: number, value: unknown) => {
      const args: unknown[] = [...good]
      args[index] = value
      // Values of the parameters' types; which, the list below decides.
      const data = encodeFunctionData({ abi: abi as Abi, functionName: 'swap', args })
      const call = { index: 0, target: token, value: 0n, data, callSpecificData: '0x' } as const
      return abiRules.check({ account, data: permissions[0]?.data ?? '0x', call }).allowed
    }
    expect(isAllowed(0, 100n)).toBe(true)
    expect(isAllowed(0, 10n)).toBe(true)
    expect(isAllowed(2, [])).toBe(true)
    const refused: readonly (readonly [number, unknown])[] = [
      ...([
        [0, 101n],
        [0, 9n],
        [1, 49n],
        [3, other],
        [4, false],
        [5, -1],
      ] as const),
      [6, '0xaabbccde'],
    ]
    for (const [index, value] of refused) expect(isAllowed(index, value), `${index}`).toBe(false)
  })

  test('behavior: what may be sent along', () => {
    const data = rulesData(selectorOf('deposit'), [], 5n)
    const { permissions } = migrate([session(originalModules.rules, data)])
    const check = (value: bigint) =>
      abiRules.check({
        ...{ account, data: permissions[0]?.data ?? '0x' },
        call: {
          ...{ index: 0, target: token, value, callSpecificData: '0x' as const },
          data: encodeFunctionData({ abi, functionName: 'deposit', args: [1n, other] }),
        },
      }).allowed
    expect(check(5n)).toBe(true)
    expect(check(6n)).toBe(false)
  })

  test('behavior: what ours cannot say stays, with the reason', () => {
    const rules = (name: string, list: readonly Rule[]) =>
      session(originalModules.rules, rulesData(selectorOf(name), list))
    const sessions = [
      session(other, '0x1234'),
      session(originalModules.erc20, erc20Data(1n, other)),
      session(originalModules.erc20, '0x12'),
      session(originalModules.rules, '0x12'),
      session(originalModules.rules, rulesData('0x12345678', [])),
      // Within an array, by size where the type has no order, between words, a struct's member, beyond the type.
      rules('swap', [[256, 0, 1n]]),
      rules('swap', [[96, 1, 1n]]),
      rules('swap', [[160, 1, 1n]]),
      rules('swap', [[16, 0, 1n]]),
      rules('move', [[32, 0, 1n]]),
      rules('swap', [[96, 0, 1n << 200n]]),
    ]
    const { permissions, kept } = migrate(sessions)
    expect(permissions).toEqual([])
    expect(kept.map(({ session: one }) => one)).toEqual(sessions)
    expect(new Set(kept.map(({ reason }) => reason)).size).toBeGreaterThan(6)
    // The twin: behind a struct, whose head is two words.
    expect(migrate([rules('move', [[64, 0, BigInt(account)]])]).kept).toEqual([])
  })
})

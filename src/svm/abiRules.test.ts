import { size, toFunctionSelector } from 'viem'
import { describe, expect, test } from 'vitest'
import { dex, encodeApprove, tokenA } from '../../test/vectors/fixtures.ts'
import {
  commandsPermission,
  liquidityPermission,
  rulesCases,
  seaportPermission,
} from '../../test/vectors/rulesCases.ts'
import { describeRefusal } from '../errors/describeRefusal.ts'
import { allow } from '../permissions/allow.ts'
import { any, lte, total } from '../permissions/rules.ts'
import { abiRules } from './abiRules.ts'
import { SessionDataError } from './SessionDataError.ts'

const permissions = [seaportPermission, liquidityPermission, commandsPermission]

describe('abiRules.encode', () => {
  test('default: gives back what decode reads', () => {
    for (const { data } of permissions) expect(abiRules.encode(abiRules.decode(data))).toBe(data)
  })

  test('behavior: names target and function', () => {
    const [entry, ...others] = abiRules.entriesOf(seaportPermission.data)
    expect(entry?.target.toLowerCase()).toBe(dex)
    expect(entry?.selector).toBe('0xb3a34c4c')
    expect(others).toEqual([])
    expect(abiRules.entriesOf('0x12')).toEqual([])
  })
})

describe('abiRules.decode', () => {
  test.each(permissions.map(({ data }) => [size(data), data] as const))(
    'error: refuses any other length than %s',
    (length, data) => {
      for (let bytes = 0; bytes < length; bytes++) {
        const cut = () => abiRules.decode(`0x${data.slice(2, 2 + 2 * bytes)}`)
        expect(cut).toThrow(SessionDataError)
      }
      expect(() => abiRules.decode(`${data}00`)).toThrow(SessionDataError)
    },
  )

  test('error: refuses data that every call would be refused for', () => {
    const malformed = rulesCases.filter(
      ({ sessionData }) => !permissions.some(({ data }) => data === sessionData),
    )
    expect(malformed.length).toBeGreaterThan(10)
    for (const { sessionData, name } of malformed) {
      expect(() => abiRules.decode(sessionData), name).toThrow(SessionDataError)
    }
  })
})

describe('abiRules.describe', () => {
  test('default: says target, rules and limits', () => {
    const abi = [
      {
        type: 'function',
        name: 'pay',
        inputs: [{ type: 'uint256', name: 'amount' }, { type: 'int8[]' }],
        outputs: [],
        stateMutability: 'payable',
      },
    ] as const
    const permission = allow({
      ...{ to: tokenA, abi, functionName: 'pay', value: 10n ** 18n, uses: 2 },
      args: [total(5n), [lte(-1)]],
    })
    expect(abiRules.describe(permission)).toBe(
      `Call the function ${toFunctionSelector('pay(uint256,int8[])')} of the contract 0xA1A1a1a1A1A1A1A1A1a1a1a1a1a1A1A1a1A1a1a1, sending at most 1 of the native currency, ` +
        'where argument 2 has exactly 1 element, and for element 1 of argument 2, which must be there: (the element is at most -1) ' +
        '(what its limits count is argument 1): at most 5 base units in total, at most 2 times.',
    )
  })

  test('behavior: says that something is free, or everything', () => {
    const approve = { to: tokenA, abi: approveAbi, functionName: 'approve' } as const
    expect(abiRules.describe(allow({ ...approve, args: { spender: dex } }))).toContain(
      'and the rest may be anything',
    )
    expect(abiRules.describe(allow({ ...approve, args: any() }))).toContain('with any arguments')
  })
})

describe('abiRules.check', () => {
  test('behavior: what it refuses has words, with numbers that have their sign', () => {
    const below = rulesCases.find(({ name }) => name === 'below a negative bound')
    if (!below) throw new Error('There is no such case.')
    const { sessionData, target, data, callSpecificData = '0x' } = below
    const verdict = abiRules.check({
      ...{ account: tokenA, data: sessionData },
      call: { index: 1, target, value: 0n, data, callSpecificData },
    })
    if (verdict.allowed) throw new Error('It is allowed.')
    expect(describeRefusal(verdict.reason).sentence).toBe(
      'calls[1] passes -887221 at byte 164; the rule allows at least -887220 (rule 3).',
    )
  })

  test('behavior: compares bytes, not the case of a text', () => {
    const { data } = allow({
      ...{ to: tokenA, abi: approveAbi, functionName: 'approve' },
      args: { spender: dex },
    })
    const call = { index: 0, target: tokenA, value: 0n, callSpecificData: '0x' as const }
    const upper = `0x${encodeApprove(dex, 1n).slice(2).toUpperCase()}` as const
    expect(abiRules.check({ account: dex, data, call: { ...call, data: upper } }).allowed).toBe(
      true,
    )
  })
})

const approveAbi = [
  {
    type: 'function',
    name: 'approve',
    inputs: [
      { type: 'address', name: 'spender' },
      { type: 'uint256', name: 'amount' },
    ],
    outputs: [],
    stateMutability: 'nonpayable',
  },
] as const

import { type Abi, decodeFunctionData, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { account, stranger, tokenA, vault } from '../../test/vectors/fixtures.ts'
import { InvalidAmountError } from '../errors/InvalidAmountError.ts'
import { abiRules } from '../svm/abiRules.ts'
import { type AllowParameters, allow } from './allow.ts'
import { toMemberSet } from './memberSet.ts'
import { RuleError } from './RuleError.ts'
import * as rules from './rules.ts'

const abi = parseAbi([
  'struct Leg { address token; int24 tick; bytes data; }',
  'function trade(Leg[] legs, uint256[2] amounts, string note, (bytes4 id, bool ok) flags) payable',
  'function move(address to, uint256 amount)',
  'function move(address to, uint256 amount, uint8 kind)',
  'function poke()',
])

type Trade = {
  legs?: readonly unknown[]
  amounts?: readonly bigint[]
  note?: string
  flags?: object
}

const leg = { token: tokenA, tick: -3, data: '0x1234' }

function encodeTrade({
  legs = [leg],
  amounts = [1n, 2n],
  note = 'hello',
  flags = { id: '0x12345678', ok: true },
}: Trade = {}): Hex {
  // The encoder checks the arguments when it runs.
  return encodeFunctionData({
    ...{ abi: abi as Abi, functionName: 'trade', args: [legs, amounts, note, flags] },
  })
}

/** The name of what a rule on `trade` refuses of a call; nothing if it allows it. */
function refusalOf(args: unknown, call: Trade = {}, rest: object = {}): string | undefined {
  // A caller without types may pass anything.
  const parameters = { to: vault, abi, functionName: 'trade', args, ...rest } as AllowParameters
  const verdict = abiRules.check({
    account,
    data: allow(parameters).data,
    call: {
      ...{ index: 0, target: vault, value: 0n, callSpecificData: '0x' },
      data: encodeTrade(call),
    },
  })
  return verdict.allowed ? undefined : verdict.reason.errorName
}

describe('allow', () => {
  test('default: a value stands for itself, at every depth', () => {
    const args = {
      legs: [leg],
      amounts: [1n, rules.any()],
      note: 'hello',
      flags: ['0x12345678', true],
    }
    expect(refusalOf(args)).toBeUndefined()
    for (const call of [
      { legs: [] },
      { legs: [leg, leg] },
      { legs: [{ ...leg, token: stranger }] },
      { legs: [{ ...leg, tick: 3 }] },
      { legs: [{ ...leg, data: '0x1235' }] },
      { legs: [{ ...leg, data: '0x123400' }] },
      { amounts: [2n, 2n] },
      { note: 'hellO' },
      { note: '' },
      { flags: { id: '0x12345679', ok: true } },
      { flags: { id: '0x12345678', ok: false } },
    ]) {
      expect(refusalOf(args, call)).toBe('RuleBroken')
    }
    expect(refusalOf(args, { amounts: [1n, 7n] })).toBeUndefined()
  })

  test.each([
    ['neq', { note: rules.neq('hello') }, { note: 'hello2' }, 'RuleMustNotHold'],
    ['oneOf of texts', { note: rules.oneOf('a', '') }, { note: '' }, 'NoRuleHolds'],
    ['startsWith', { note: rules.startsWith('he ') }, { note: 'he said' }, 'RuleBroken'],
    ['lengthBetween', { legs: rules.lengthBetween(2, 3) }, { legs: [leg, leg] }, 'RuleBroken'],
    [
      'every',
      { legs: rules.every({ tick: rules.gt(-3) }) },
      { legs: [{ ...leg, tick: -2 }] },
      'RuleBroken',
    ],
    [
      'some',
      { legs: rules.some({ tick: rules.gt(-3) }) },
      { legs: [leg, { ...leg, tick: 9 }] },
      'NoElementHolds',
    ],
    ['element', { legs: rules.element(1, leg) }, { legs: [leg, leg] }, 'ElementMissing'],
    [
      'not',
      { flags: rules.not({ ok: true }) },
      { flags: ['0x00000000', false] },
      'RuleMustNotHold',
    ],
    ['or', rules.or({ note: 'x' }, { amounts: [0n, 0n] }), { note: 'x' }, 'NoRuleHolds'],
    ['mask', { flags: { id: rules.mask('0x000000ff', '0x00000079') } }, flagged(), 'RuleBroken'],
    ['between', { amounts: [rules.between(3n, 4n), 2n] }, { amounts: [4n, 2n] }, 'RuleBroken'],
  ])('behavior: %s', (_, args, good, reason) => {
    expect(refusalOf(args, good)).toBeUndefined()
    expect(refusalOf(args)).toBe(reason)
  })

  function flagged() {
    return { flags: { id: '0x00000079', ok: false } }
  }

  test('behavior: counts one amount, of an argument or of the value', () => {
    const { limits, charged } = abiRules.decode(
      allow({
        ...{ to: vault, abi, functionName: 'move(address,uint256)', uses: 3 },
        args: { amount: rules.and(rules.limited({ perUse: 5n, total: 9n }), rules.gt(1n)) },
      }).data,
    )
    expect(limits).toEqual({ perUse: 5n, total: 9n, uses: 3 })
    expect(charged).toBe(0)
    const value = rules.limited({ perUse: 7n, total: 100n })
    const paid = abiRules.decode(
      allow({ to: vault, abi, functionName: 'trade', args: rules.any(), value }).data,
    )
    expect(paid).toMatchObject({ valueCap: 7n, charged: 'value', limits: { total: 100n } })
  })

  test('behavior: an overload by its signature, and its own selector', () => {
    const permission = allow({
      ...{ to: vault, abi, functionName: 'move(address,uint256,uint8)', validUntil: 9 },
      args: { kind: 2 },
    })
    expect(permission).toMatchObject({ module: 'rules', validUntil: 9 })
    const { selector } = abiRules.decode(permission.data)
    const data = encodeFunctionData({ abi, functionName: 'move', args: [stranger, 1n, 2] })
    expect(data.slice(0, 10)).toBe(selector)
    expect(decodeFunctionData({ abi, data }).args).toHaveLength(3)
  })

  test.each<[string, unknown]>([
    ['an OR with any()', { note: rules.or('a', rules.any()) }],
    ['a NOT of any()', { note: rules.not(rules.any()) }],
    ['some element that may be anything', { legs: rules.some(rules.any()) }],
    ['a beginning of nothing', { note: rules.startsWith('') }],
    ['a range that ends before it begins', { amounts: [rules.between(2n, 1n), 0n] }],
    ['bits that the mask leaves out', { flags: { id: rules.mask('0x0f000000', '0x10000000') } }],
    ['a value twice in a set', { amounts: [rules.oneOf(1n, 1n), 0n] }],
    ['more bytes than session data hold', { note: 'x'.repeat(256) }],
    ['a total within a list', { amounts: [rules.total(1n), rules.total(1n)] }],
    ['a total within an OR', { amounts: rules.or([rules.total(1n), 1n], [1n, 1n]) }],
    ['a proof below a NOT', { amounts: [rules.not(rules.memberOf(`0x${'11'.repeat(32)}`)), 0n] }],
    ['an element that an array has not', { amounts: rules.element(2, 1n) }],
    ['an argument that is undefined', { note: undefined }],
    ['bytes of another length', { flags: { id: '0x1234' } }],
    ['a number out of the type’s range', { legs: [{ tick: 8_388_608 }] }],
    ['a fraction', { legs: [{ tick: 1.5 }] }],
    ['rules nested too deep', { note: nest(9) }],
    ['a prototype in place of names', { __proto__: { note: 'x' }, unknown: 1 }],
  ])('error: refuses %s', (_, args) => {
    expect(() => refusalOf(args)).toThrow(RuleError)
  })

  function nest(depth: number): unknown {
    return depth === 0 ? 'hello' : rules.not(nest(depth - 1))
  }

  test('error: refuses two amounts, and amounts that no counter holds', () => {
    const args = { amount: rules.total(1n) }
    const move = { to: vault, abi, functionName: 'move(address,uint256)' } as const
    expect(() => allow({ ...move, args: rules.and(args, args) })).toThrow(RuleError)
    expect(() => allow({ ...move, args: { amount: rules.total(2n ** 104n) } })).toThrow(
      InvalidAmountError,
    )
    expect(() => allow({ ...move, args, uses: 1.5 })).toThrow(InvalidAmountError)
    const value = 2n ** 96n
    expect(() =>
      allow({ to: vault, abi, functionName: 'trade', args: rules.any(), value }),
    ).toThrow(InvalidAmountError)
  })

  test('error: says which argument, and what to do', () => {
    const wrong = () => refusalOf({ legs: rules.every({ tick: rules.startsWith('a') }) })
    expect(wrong).toThrow('The rule on args.legs[].tick is `startsWith`')
    const missing = () => allow({ to: vault, abi: abi as Abi, functionName: 'gone' })
    expect(missing).toThrow('poke()')
  })
})

describe('toMemberSet', () => {
  test('default: proves members, of every type that is a word', () => {
    for (const [type, values] of [
      ['uint256', [1n, 2n, 3n]],
      ['int16', [-1, 0, 5]],
      ['bytes4', ['0x12345678', '0x00000000']],
      ['address', [tokenA]],
    ] as const) {
      const set = toMemberSet<string>(type, values)
      for (const value of values) expect(set.prove(value)).toMatch(/^0x0[0-9]/)
    }
  })

  test('error: refuses what is no set, and strangers', () => {
    expect(() => toMemberSet('uint256', [])).toThrow(RuleError)
    expect(() => toMemberSet('uint256', [1n, 1n])).toThrow(RuleError)
    expect(() => toMemberSet('string', ['a'])).toThrow(RuleError)
    expect(() => toMemberSet('uint8', [256])).toThrow(RuleError)
    expect(() => toMemberSet('uint256', [1n]).prove(2n)).toThrow(RuleError)
  })
})

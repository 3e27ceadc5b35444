import { BaseError, erc20Abi, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { allow } from './allow.ts'
import {
  and,
  any,
  between,
  element,
  eq,
  every,
  gt,
  lengthBetween,
  limited,
  lt,
  lte,
  mask,
  memberOf,
  neq,
  not,
  oneOf,
  or,
  self,
  some,
  startsWith,
  total,
} from './rules.ts'

const to = '0x00000000000000000000000000000000000000a1'
const root = `0x${'11'.repeat(32)}` as const

const abi = parseAbi([
  'struct Item { address token; int24 tick; bytes data; }',
  'function fill(Item[] items, uint256[3] amounts, string name, (bytes4 id, bool ok) flags) payable',
  'function set(uint8 small, int256 signed, bytes32 key)',
  'function set(address owner)',
  'function look(address owner) view returns (uint256)',
  'function poke()',
])
const toFill = { to, abi, functionName: 'fill' } as const
const toTransfer = { to, abi: erc20Abi, functionName: 'transfer' } as const
const toSet = { to, abi, functionName: 'set(uint8,int256,bytes32)' } as const

describe('allow', () => {
  const right: Record<string, () => unknown> = {
    'by name': () => allow({ ...toTransfer, args: { recipient: self(), amount: lte(5n) } }),
    'by position': () => allow({ ...toTransfer, args: [to, between(1n, 5n)] }),
    'some names alone': () => allow({ ...toTransfer, args: { amount: total(5n) } }),
    'any arguments': () => allow({ ...toTransfer, args: any() }),
    'a choice of whole argument lists': () =>
      allow({ ...toTransfer, args: or({ recipient: to }, [any(), 0n], not({ amount: gt(5n) })) }),
    'joined rules': () =>
      allow({ ...toTransfer, args: { amount: and(total(5n), neq(3n), gt(0n)) } }),
    'sets of addresses': () =>
      allow({ ...toTransfer, args: { recipient: or(oneOf(to), memberOf(root), not(self())) } }),
    'nested arguments': () =>
      allow({
        ...toFill,
        args: {
          items: and(
            lengthBetween(1, 4),
            every({ token: to, tick: between(-5, 5), data: or(startsWith('0x1234'), '0x') }),
            some({ tick: lt(0) }),
            element(0, { data: lengthBetween(0, 4) }),
          ),
          amounts: [1n, any(), mask(0xffn, 0x01n)],
          name: oneOf('one', 'two'),
          flags: { id: mask('0xff000000', '0x12000000'), ok: true },
        },
        value: limited({ perUse: 1n, total: 5n }),
        uses: 3,
      }),
    'small integers are numbers': () => allow({ ...toSet, args: [3, -4n, root] }),
    'a wei cap': () => allow({ ...toFill, args: any(), value: 5n }),
    'an overload by its signature': () =>
      allow({ to, abi, functionName: 'set(address)', args: { owner: self() } }),
    'no arguments': () => allow({ to, abi, functionName: 'poke' }),
    'an empty list of arguments': () => allow({ to, abi, functionName: 'poke', args: [] }),
  }

  test.each(Object.entries(right))('default: takes %s', (_, use) => {
    expect(use()).toMatchObject({ module: 'rules' })
  })

  /** Each is an error of the compiler, and one when it runs. */
  const wrong: Record<string, () => unknown> = {
    // @ts-expect-error
    'an unknown function': () => allow({ to, abi: erc20Abi, functionName: 'mint', args: any() }),
    // @ts-expect-error
    'a name that two functions have': () => allow({ to, abi, functionName: 'set', args: any() }),
    'a signature that no function has': () =>
      // @ts-expect-error
      allow({ to, abi, functionName: 'set(uint256)', args: any() }),
    'a function that changes nothing': () =>
      // @ts-expect-error
      allow({ to, abi, functionName: 'look', args: any() }),
    // @ts-expect-error
    'an unknown argument': () => allow({ ...toTransfer, args: { spender: to } }),
    // @ts-expect-error
    'no arguments where there are some': () => allow({ ...toTransfer }),
    // @ts-expect-error
    'too many arguments': () => allow({ ...toTransfer, args: [to, 1n, 2n] }),
    // @ts-expect-error
    'too few arguments': () => allow({ ...toTransfer, args: [to] }),
    // @ts-expect-error
    'arguments in another order': () => allow({ ...toTransfer, args: [1n, to] }),
    // @ts-expect-error
    'arguments of a function without': () => allow({ to, abi, functionName: 'poke', args: [1n] }),
    // @ts-expect-error
    'lte of an address': () => allow({ ...toTransfer, args: { recipient: lte(5n) } }),
    // @ts-expect-error
    'self of a uint': () => allow({ ...toTransfer, args: { amount: self() } }),
    // @ts-expect-error
    'a number for a bigint': () => allow({ ...toTransfer, args: { amount: 5 } }),
    // @ts-expect-error
    'a number in a rule for a bigint': () => allow({ ...toTransfer, args: { amount: lte(5) } }),
    // @ts-expect-error
    'a bigint for a number': () => allow({ ...toSet, args: { small: 5n } }),
    // @ts-expect-error
    'a decimal text for an amount': () => allow({ ...toTransfer, args: { amount: '5' } }),
    // @ts-expect-error
    'an address without 0x': () => allow({ ...toTransfer, args: { recipient: 'a1' } }),
    // @ts-expect-error
    'a set with a wrong member': () => allow({ ...toTransfer, args: { amount: oneOf(1n, to) } }),
    // @ts-expect-error
    'an empty set': () => allow({ ...toTransfer, args: { amount: oneOf() } }),
    // @ts-expect-error
    'a mask of an address': () => allow({ ...toTransfer, args: { recipient: mask('0x', '0x') } }),
    // @ts-expect-error
    'a mask of a signed number': () => allow({ ...toSet, args: { signed: mask(1n, 1n) } }),
    // @ts-expect-error
    'a total of a signed number': () => allow({ ...toSet, args: { signed: total(1n) } }),
    // @ts-expect-error
    'a total of an address': () => allow({ ...toTransfer, args: { recipient: total(1n) } }),
    // @ts-expect-error
    'a total as a number': () => allow({ ...toTransfer, args: { amount: total(1) } }),
    // @ts-expect-error
    'a length of a uint': () => allow({ ...toTransfer, args: { amount: lengthBetween(1, 2) } }),
    'a length of a fixed array': () =>
      // @ts-expect-error
      allow({ ...toFill, args: { amounts: lengthBetween(1, 2) } }),
    // @ts-expect-error
    'a beginning of bytes32': () => allow({ ...toSet, args: { key: startsWith('0x12') } }),
    // @ts-expect-error
    'every element of a uint': () => allow({ ...toTransfer, args: { amount: every(1n) } }),
    // @ts-expect-error
    'every element of a struct': () => allow({ ...toFill, args: { flags: every(any()) } }),
    // @ts-expect-error
    'an unknown member': () => allow({ ...toFill, args: { flags: { no: true } } }),
    'an unknown member of an element': () =>
      // @ts-expect-error
      allow({ ...toFill, args: { items: every({ amount: 1n }) } }),
    'a rule that a member cannot have': () =>
      // @ts-expect-error
      allow({ ...toFill, args: { items: some({ token: gt(1n) }) } }),
    // @ts-expect-error
    'a set of booleans': () => allow({ ...toFill, args: { flags: { ok: oneOf(true) } } }),
    // @ts-expect-error
    'a text for a boolean': () => allow({ ...toFill, args: { flags: { ok: 'true' } } }),
    // @ts-expect-error
    'bytes for a text': () => allow({ ...toFill, args: { name: eq(1n) } }),
    'a text for bytes': () =>
      // @ts-expect-error
      allow({ ...toFill, args: { items: element(0, { data: startsWith('abc') }) } }),
    'a wrong rule within an OR': () =>
      // @ts-expect-error
      allow({ ...toTransfer, args: { amount: or(lte(5n), self()) } }),
    // @ts-expect-error
    'a wrong rule below a NOT': () => allow({ ...toTransfer, args: { amount: not(to) } }),
    // @ts-expect-error
    'value for a function that takes none': () => allow({ ...toTransfer, args: any(), value: 1n }),
    // @ts-expect-error
    'value as a number': () => allow({ ...toFill, args: any(), value: 1 }),
    // @ts-expect-error
    'value with a rule that is no limit': () => allow({ ...toFill, args: any(), value: lte(1n) }),
    // @ts-expect-error
    'uses as a bigint': () => allow({ ...toTransfer, args: any(), uses: 3n }),
    // @ts-expect-error
    'a field that nothing enforces': () => allow({ ...toTransfer, args: any(), perDay: 5n }),
    'no target': () =>
      // @ts-expect-error
      allow({ abi: erc20Abi, functionName: 'transfer', args: any() }),
  }

  test.each(Object.entries(wrong))('error: refuses %s', (_, use) => {
    expect(use).toThrow(BaseError)
  })
})

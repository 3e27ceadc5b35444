import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paymaster, seedGrant, sessionKey, stranger } from '../../test/vectors/fixtures.ts'
import { GrantFormatError } from './GrantFormatError.ts'
import { parseGrant } from './parseGrant.ts'
import { maxGrantLength, serializeGrant } from './serializeGrant.ts'

const text = serializeGrant(seedGrant)

type File = { terms: Record<string, unknown>; sessions: Record<string, unknown>[] } & Record<
  string,
  unknown
>

function edit(change: (file: File) => void): string {
  const file: File = JSON.parse(text)
  change(file)
  return JSON.stringify(file)
}

describe('parseGrant', () => {
  test('default: reads back what was written', () => {
    expect(parseGrant(text)).toEqual(seedGrant)
    expect(Object.isFrozen(parseGrant(text).terms)).toBe(true)
  })

  test('behavior: the file holds the session key by its address alone', () => {
    expect(text).toContain(sessionKey.address)
    expect(text).not.toContain('5e'.repeat(32))
  })

  test.each<[string, string]>([
    ['no JSON', '{'],
    ['another kind of value', '[]'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['an unknown field', edit((file) => Object.assign(file, { note: 1 }))],
    ['an unknown term', edit(({ terms }) => Object.assign(terms, { note: 1 }))],
    [
      'an unknown field of a session',
      edit(({ sessions: [one] }) => Object.assign(one ?? {}, { x: 1 })),
    ],
    ['__proto__', text.replace('{"format"', '{"__proto__":{"polluted":true},"format"')],
    ['__proto__ within', text.replace('"terms":{', '"terms":{"__proto__":{},')],
    ['a missing field', edit((file) => Reflect.deleteProperty(file, 'id'))],
    ['another format', edit((file) => Object.assign(file, { format: 'x' }))],
    ['another version', edit((file) => Object.assign(file, { version: 2 }))],
    ['a changed budget', edit(({ terms }) => Object.assign(terms, { feeBudget: '1' }))],
    ['a changed paymaster', edit(({ terms }) => Object.assign(terms, { paymaster }))],
    ['a changed key', edit(({ terms }) => Object.assign(terms, { key: stranger }))],
    ['a changed id', edit((file) => Object.assign(file, { id: `0x${'00'.repeat(32)}` }))],
    [
      'a changed root',
      edit(({ terms }) => Object.assign(terms, { sessionsRoot: `0x${'00'.repeat(32)}` })),
    ],
    ['a removed session', edit(({ sessions }) => sessions.pop())],
    ['no session', edit((file) => Object.assign(file, { sessions: [] }))],
    ['a reordered session', edit(({ sessions }) => sessions.reverse())],
    ['a number for an amount', edit(({ terms }) => Object.assign(terms, { feeBudget: 1 }))],
    ['an exponent', edit(({ terms }) => Object.assign(terms, { feeBudget: '5e16' }))],
    ['a text for a number', edit(({ terms }) => Object.assign(terms, { validUntil: '1' }))],
    ['a bound beyond range', edit(({ terms }) => Object.assign(terms, { validUntil: 2 ** 47 }))],
    [
      'session data that is no hex',
      edit(({ sessions: [one] }) => Object.assign(one ?? {}, { data: '0xzz' })),
    ],
    ['a wrong checksum', text.replace('1E50E2', '1e50E2')],
    ['a huge text', ' '.repeat(maxGrantLength + 1)],
  ])('attack_85: refuses %s', (_, damaged) => {
    expect(damaged).not.toBe(text)
    expect(() => parseGrant(damaged)).toThrow(GrantFormatError)
    expect({}).not.toHaveProperty('polluted')
  })

  test('error: any damaged character is refused, or changes nothing', () => {
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom(...'0123456789abcxyz{}[]",: '),
        (at, put) => {
          const damaged = `${text.slice(0, at)}${put}${text.slice(at + 1)}`
          try {
            expect(parseGrant(damaged)).toEqual(seedGrant)
          } catch (error) {
            expect(error).toBeInstanceOf(GrantFormatError)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

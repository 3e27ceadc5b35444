import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileFields, sessionFields, termsFields } from '../src/grant/parseGrant.ts'
import {
  createGrantRequest,
  parseGrant,
  parseGrantRequest,
  serializeGrant,
  serializeGrantRequest,
} from '../src/index.ts'
import { account, deployment, seedGrant } from './vectors/fixtures.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'schemas', name), 'utf8'))
const grantSchema = read('grant.schema.json')
const requestSchema = read('grant-request.schema.json')

const ajv = new Ajv({ allErrors: false })
const isGrant = ajv.compile(grantSchema)
const isRequest = ajv.compile(requestSchema)

const grantText = serializeGrant(seedGrant)
const requestText = serializeGrantRequest(
  createGrantRequest({
    ...{ chainId: 1, account, grant: seedGrant, purpose: 'Stakes.' },
    app: { name: 'Example', url: 'https://example.org' },
    replaces: [seedGrant.id],
  }),
)

function parses(parse: (text: string) => unknown, file: unknown): boolean {
  try {
    parse(JSON.stringify(file))
    return true
  } catch {
    return false
  }
}

const kinds = [
  { name: 'grant', text: grantText, matches: isGrant, parse: parseGrant },
  {
    ...{ name: 'grant request', text: requestText, matches: isRequest },
    parse: (text: string) => parseGrantRequest(text, { deployment }),
  },
]

type Path = readonly (string | number)[]

/** Every place in a file. */
function listPaths(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      listPaths(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ]
}

/** The file with something else in one place; `undefined` takes the place away. */
function change(text: string, path: Path, next: unknown): unknown {
  const file: unknown = JSON.parse(text)
  const last = path.at(-1)
  if (last === undefined) return next ?? null
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => Reflect.get(at as object, key), file)
  if (next !== undefined) Reflect.set(holder as object, last, next)
  else if (Array.isArray(holder)) holder.splice(Number(last), 1)
  else Reflect.deleteProperty(holder as object, last)
  return file
}

describe.each(kinds)('the JSON schema of a $name', ({ text, matches, parse }) => {
  test('default: takes what the SDK writes', () => {
    expect(matches(JSON.parse(text))).toBe(true)
    expect(parses(parse, JSON.parse(text))).toBe(true)
  })

  test('behavior: parser and schema refuse the same of what is not there, or of another type', () => {
    for (const path of listPaths(JSON.parse(text))) {
      for (const next of [undefined, null, true, 1.5, -1, '', 'x', [], {}, { x: 1 }]) {
        const file = change(text, path, next)
        const both = [matches(file), parses(parse, file)]
        // A list that lost an entry still has the shape of a list, and an empty list of replaced grants is one.
        const isList = typeof path.at(-1) === 'number' || path.at(-1) === 'replaces'
        if (isList && (next === undefined || Array.isArray(next))) continue
        // One letter is a name and a purpose, but no URL.
        if (next === 'x' && ['name', 'purpose', 'url'].includes(String(path.at(-1)))) continue
        expect(both, `${path.join('.')} = ${JSON.stringify(next)}`).toEqual([false, false])
      }
    }
  })

  test('behavior: what the parser takes, the schema takes', () => {
    const paths = listPaths(JSON.parse(text))
    const value = fc.oneof(fc.jsonValue(), fc.string(), fc.nat(), fc.constant(undefined))
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (path, next) => {
        const file = change(text, path, next)
        if (parses(parse, file)) expect(matches(file)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the fields', () => {
  test('behavior: are those of the parser', () => {
    const { properties, required } = grantSchema
    expect(required).toEqual([...fileFields])
    expect(Object.keys(properties.terms.properties)).toEqual([...termsFields])
    expect(Object.keys(properties.sessions.items.properties)).toEqual([...sessionFields])
  })
})

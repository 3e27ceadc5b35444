import { describe, expect, test } from 'vitest'
import * as fixtures from '../../test/vectors/fixtures.ts'
import { createGrant } from '../grant/createGrant.ts'
import { toGrant } from '../grant/toGrant.ts'
import { erc20 } from '../permissions/erc20.ts'
import { describeGrantRequest } from './describeGrantRequest.ts'
import { GrantRequestError } from './GrantRequestError.ts'
import { createGrantRequest } from './grantRequest.ts'
import { parseGrantRequest } from './parseGrantRequest.ts'
import { serializeGrantRequest } from './serializeGrantRequest.ts'

const { account, deployment, seedGrant: grant, sessionKey, stranger, tokenA } = fixtures

const parameters = {
  ...{ chainId: 10, account, grant, purpose: 'Buys & stakes – für dich!' },
  app: { name: 'Éxample 株', url: 'https://example.org/app' },
}
const request = createGrantRequest({ ...parameters, replaces: [grant.id] })
const text = serializeGrantRequest(request)
const parse = (changed: string, unreadable?: 'show') =>
  parseGrantRequest(changed, { deployment, unreadable })

type File = Record<string, unknown> & { app: Record<string, unknown> }
function edit(change: (file: File) => void): string {
  const file: File = JSON.parse(text)
  change(file)
  return JSON.stringify(file)
}

describe('parseGrantRequest', () => {
  test('default: reads back what was written', () => {
    expect(parse(text)).toEqual(request)
    expect(Object.isFrozen(parse(text))).toBe(true)
    expect(text).not.toContain('5e'.repeat(32))
  })

  test.each<[string, string]>([
    ['no JSON', '{'],
    ['a grant alone', JSON.stringify(JSON.parse(text).grant)],
    ['__proto__', text.replace('{"format"', '{"__proto__":{"x":1},"format"')],
    ['__proto__ within the app', text.replace('"app":{', '"app":{"__proto__":{},')],
    ['an unknown field', edit((file) => Object.assign(file, { note: 1 }))],
    ['a missing field', edit((file) => Reflect.deleteProperty(file, 'account'))],
    ['another version', edit((file) => Object.assign(file, { version: 2 }))],
    ['no chain', edit((file) => Object.assign(file, { chainId: 0 }))],
    ['a chain id with an exponent', text.replace('"chainId":10', '"chainId":1e99')],
    ['no account', edit((file) => Object.assign(file, { account: '0x12' }))],
    ['a changed grant', edit((file) => Object.assign(file.grant as object, { id: '0x00' }))],
    ['an id that is none', edit((file) => Object.assign(file, { replaces: ['0x12'] }))],
    ['too many ids', edit((file) => Object.assign(file, { replaces: Array(17).fill(grant.id) }))],
    ['two lines of purpose', edit((file) => Object.assign(file, { purpose: 'a\nb' }))],
    ['a purpose read backwards', edit((file) => Object.assign(file, { purpose: 'a\u202eb' }))],
    ['no purpose', edit((file) => Object.assign(file, { purpose: ' ' }))],
    ['a long name', edit(({ app }) => Object.assign(app, { name: 'a'.repeat(65) }))],
    ['a name that is no text', edit(({ app }) => Object.assign(app, { name: 1 }))],
    ['javascript:', edit(({ app }) => Object.assign(app, { url: 'javascript:alert(1)' }))],
    ['plain http', edit(({ app }) => Object.assign(app, { url: 'http://example.org' }))],
    [
      'a name before the host',
      edit(({ app }) => Object.assign(app, { url: 'https://a.org@b.org' })),
    ],
    ['far too much', ' '.repeat(5_000_000)],
  ])('attack_85: refuses %s', (_, changed) => {
    expect(() => parse(changed)).toThrow(GrantRequestError)
  })

  test('attack_95: an unknown module is refused, and shown as such on demand', () => {
    const unknown = toGrant({
      ...grant,
      sessions: [{ validAfter: 0, validUntil: 0, module: stranger, data: '0x12' }],
    })
    const asked = serializeGrantRequest({ ...request, grant: unknown })
    expect(() => parse(asked)).toThrow(/WARNING: whatever the unknown module 0x99/)
    const lines = describeGrantRequest({ request: parse(asked, 'show'), deployment })
    expect(lines.join('\n')).toContain('WARNING: whatever the unknown module')
  })

  test('attack_95: data that do not decode are refused, and shown as such on demand', () => {
    const broken = toGrant({
      ...grant,
      sessions: grant.sessions.map((session) => ({
        ...session,
        data: `${session.data}00` as const,
      })),
    })
    const asked = serializeGrantRequest({ ...request, grant: broken })
    expect(() => parse(asked)).toThrow(/Nobody here can say what permission 0 allows/)
    expect(
      describeGrantRequest({ request: parse(asked, 'show'), deployment }).join('\n'),
    ).toContain('1. Nothing:')
  })

  test.each([
    ['the account itself', account],
    ['the manager', deployment.manager],
    ['a module', deployment.modules.stake],
  ])('attack_75: refuses a permission for %s', (_, token) => {
    const session = createGrant({
      ...{ key: sessionKey.address, noExpiry: true, fees: { budget: 1n } },
      permissions: [erc20.approve({ token, spender: tokenA })],
      // Without these contracts, so that only the parser can find out.
      deployment: {
        ...deployment,
        manager: stranger,
        modules: { ...deployment.modules, stake: stranger },
      },
    })
    const asked = serializeGrantRequest({ ...request, grant: session })
    expect(() => parse(asked, 'show')).toThrow(/no session key may ever call/)
  })

  test('error: another router', () => {
    const other = toGrant({ ...grant, terms: { ...grant.terms, router: stranger } })
    expect(() => parse(serializeGrantRequest({ ...request, grant: other }))).toThrow(
      /not known here/,
    )
  })
})

describe('createGrantRequest', () => {
  test('error: refuses what the parser would refuse', () => {
    expect(() => createGrantRequest({ ...parameters, purpose: '\u202e' })).toThrow(
      GrantRequestError,
    )
    expect(() => createGrantRequest({ ...parameters, chainId: 1.5 })).toThrow(GrantRequestError)
  })
  test('behavior: a developer’s own machine needs no https', () => {
    const app = { name: 'dev', url: 'http://localhost:5173/' }
    expect(createGrantRequest({ ...parameters, app }).app.url).toBe(app.url)
  })
})

describe('describeGrantRequest', () => {
  test('default: what the app says is marked as that', () => {
    const lines = describeGrantRequest({ request, deployment })
    expect(lines.slice(0, 3)).toEqual([
      '"Éxample 株" at https://example.org/app asks for a grant. It says so itself: check the address.',
      'It says what for: "Buys & stakes – für dich!"',
      `For your account ${request.account} on the chain 10:`,
    ])
    expect(lines.at(-1)).toBe(`The grant ${grant.id} ends when this one begins.`)
  })
})

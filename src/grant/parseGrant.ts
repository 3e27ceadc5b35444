import { type Address, BaseError, type Hex, isAddress } from 'viem'
import type { GrantTerms, Session } from '../types.ts'
import { GrantFormatError } from './GrantFormatError.ts'
import { grantFormat, grantFormatVersion, maxGrantLength } from './serializeGrant.ts'
import { type Grant, toGrant } from './toGrant.ts'

/**
 * Reads a grant from text that may come from anywhere. Nothing in it is believed: every field is checked, none may be added,
 * and the root and the id are computed again.
 *
 * @throws GrantFormatError
 */
export function parseGrant(text: string): Grant {
  if (typeof text !== 'string') throw new GrantFormatError('it is not a text')
  if (text.length > maxGrantLength) {
    throw new GrantFormatError(`it has more than ${maxGrantLength} characters`)
  }
  const file = readObject('the grant', parseJson(text), fileFields)
  if (file.format !== grantFormat) throw new GrantFormatError('`format` is another')
  if (file.version !== grantFormatVersion) {
    throw new GrantFormatError(`it is of version ${String(file.version)}; this is version 1`)
  }
  const terms = readTerms(file.terms)
  if (!Array.isArray(file.sessions)) throw new GrantFormatError('`sessions` is no list')
  const grant = rebuild({ terms, sessions: file.sessions.map(readSession) })
  if (readHex('sessionsRoot', terms.sessionsRoot, 32) !== grant.root) {
    throw new GrantFormatError('its root is not the one of its sessions')
  }
  if (readHex('id', file.id, 32) !== grant.id) {
    throw new GrantFormatError('its id is not the one of its terms')
  }
  return grant
}

const fileFields = ['format', 'version', 'id', 'terms', 'sessions'] as const
const termsFields = [
  'router',
  'key',
  'keyType',
  'validAfter',
  'validUntil',
  'paymaster',
  'feeBudget',
  'sessionsRoot',
  'salt',
] as const
const sessionFields = ['validAfter', 'validUntil', 'module', 'data'] as const

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GrantFormatError('it is not JSON', cause instanceof Error ? { cause } : {})
  }
}

function rebuild(parts: { terms: GrantTerms; sessions: readonly Session[] }): Grant {
  try {
    return toGrant(parts)
  } catch (cause) {
    if (!(cause instanceof BaseError)) throw cause
    throw new GrantFormatError('no grant can be like this', { cause })
  }
}

function readTerms(value: unknown): GrantTerms {
  const terms = readObject('`terms`', value, termsFields)
  return {
    router: readAddress('router', terms.router),
    key: readAddress('key', terms.key),
    keyType: readNumber('keyType', terms.keyType),
    validAfter: readNumber('validAfter', terms.validAfter),
    validUntil: readNumber('validUntil', terms.validUntil),
    paymaster: readAddress('paymaster', terms.paymaster),
    feeBudget: readBigint('feeBudget', terms.feeBudget),
    sessionsRoot: readHex('sessionsRoot', terms.sessionsRoot, 32),
    salt: readBigint('salt', terms.salt),
  }
}

function readSession(value: unknown): Session {
  const session = readObject('a session', value, sessionFields)
  return {
    validAfter: readNumber('validAfter', session.validAfter),
    validUntil: readNumber('validUntil', session.validUntil),
    module: readAddress('module', session.module),
    data: readHex('data', session.data),
  }
}

/** Reads an object that has exactly these fields, as its own. */
function readObject<field extends string>(what: string, value: unknown, fields: readonly field[]) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GrantFormatError(`${what} is no object`)
  }
  const found = new Map<string, unknown>(Object.entries(value))
  const unknown = [...found.keys()].find((name) => !fields.some((field) => field === name))
  if (unknown !== undefined) {
    throw new GrantFormatError(`${what} has a field ${JSON.stringify(unknown.slice(0, 40))}`)
  }
  const missing = fields.find((field) => !found.has(field))
  if (missing !== undefined) throw new GrantFormatError(`${what} lacks \`${missing}\``)
  // The names were just compared; `fromEntries` types them as any text.
  return Object.fromEntries(found) as Record<field, unknown>
}

function readNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new GrantFormatError(`\`${name}\` is no whole number`)
}

function readBigint(name: string, value: unknown): bigint {
  if (typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value)) return BigInt(value)
  throw new GrantFormatError(`\`${name}\` is no whole number in decimal text`)
}

function readAddress(name: string, value: unknown): Address {
  if (typeof value === 'string' && isAddress(value)) return value
  throw new GrantFormatError(`\`${name}\` is no address`)
}

function readHex(name: string, value: unknown, bytes?: number): Hex {
  const digits = bytes === undefined ? '*' : `{${bytes}}`
  // The pattern is that of `Hex`; it is narrower than the type.
  if (typeof value === 'string' && new RegExp(`^0x([0-9a-f]{2})${digits}$`).test(value)) {
    return value as Hex
  }
  throw new GrantFormatError(`\`${name}\` is no hex text`)
}

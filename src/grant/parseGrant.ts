import { BaseError } from 'viem'
import type { GrantTerms, Session } from '../types.ts'
import { GrantFormatError } from './GrantFormatError.ts'
import {
  parseJson,
  readAddress,
  readBigint,
  readHex,
  readNumber,
  readObject,
} from './readFields.ts'
import { grantFormat, grantFormatVersion, maxGrantLength } from './serializeGrant.ts'
import { type Grant, toGrant } from './toGrant.ts'

/**
 * Reads a grant from text that may come from anywhere. Nothing in it is believed: every field is checked, none may be added,
 * and the root and the id are computed again.
 *
 * @throws GrantFormatError
 *
 * @example
 * ```ts
 * const grant = parseGrant(text)
 * console.log(describeGrant({ grant }).join('\n'))
 * ```
 */
export function parseGrant(text: string): Grant {
  if (typeof text !== 'string') throw new GrantFormatError('it is not a text')
  if (text.length > maxGrantLength) {
    throw new GrantFormatError(`it has more than ${maxGrantLength} characters`)
  }
  return readGrantFile(parseJson(text))
}

/**
 * Reads a grant from what JSON has of it, such as a part of a larger file.
 *
 * @throws GrantFormatError
 */
export function readGrantFile(value: unknown): Grant {
  const file = readObject('the grant', value, fileFields)
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

/** The fields of each part of the file. */
export const fileFields = ['format', 'version', 'id', 'terms', 'sessions'] as const
export const termsFields = [
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
export const sessionFields = ['validAfter', 'validUntil', 'module', 'data'] as const

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

import { BaseError, isAddressEqual } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { describeSession } from '../grant/describeSession.ts'
import { GrantFormatError } from '../grant/GrantFormatError.ts'
import { listForbiddenTargets } from '../grant/listForbiddenTargets.ts'
import { readGrantFile } from '../grant/parseGrant.ts'
import { parseJson, readAddress, readHex, readNumber, readObject } from '../grant/readFields.ts'
import { maxGrantLength } from '../grant/serializeGrant.ts'
import type { Grant } from '../grant/toGrant.ts'
import { findModule } from '../svm/modules.ts'
import { SessionDataError } from '../svm/SessionDataError.ts'
import type { GrantId, Session } from '../types.ts'
import { GrantRequestError } from './GrantRequestError.ts'
import { createGrantRequest, type GrantRequest } from './grantRequest.ts'
import { requestFormat, requestFormatVersion } from './serializeGrantRequest.ts'

export type ParseGrantRequestParameters = {
  readonly deployment?: Deployment | undefined
  /** Whether to refuse a request with a session that nobody here can read, or to let it through so that it can be shown as such. */
  readonly unreadable?: 'refuse' | 'show' | undefined
}

/**
 * Reads a request from text that may come from anywhere. Nothing in it is believed: every field is checked, none may be added, the
 * grant's root and id are computed again. A grant for another router, for a contract of this system or of the account, or with a session
 * that nobody here can read, is refused.
 *
 * @throws GrantRequestError
 *
 * @example
 * ```ts
 * const request = parseGrantRequest(text)
 * console.log(describeGrantRequest({ request }).join('\n'))
 * ```
 */
export function parseGrantRequest(
  text: string,
  { deployment = defaultDeployment, unreadable = 'refuse' }: ParseGrantRequestParameters = {},
): GrantRequest {
  const request = read(text)
  const { account, grant } = request
  checkRouter(grant, deployment)
  const forbidden = [
    account,
    ...listForbiddenTargets({ ...deployment, router: grant.terms.router }),
  ]
  grant.sessions.forEach((session, i) => {
    const entries = findModule(session.module, deployment)?.entriesOf(session.data) ?? []
    const target = entries.find(({ target }) =>
      forbidden.some((one) => isAddressEqual(one, target)),
    )?.target
    if (target) {
      throw new GrantRequestError(
        `Permission ${i} of the request is for ${target}, which no session key may ever call.`,
        { fix: 'Do not approve it. Whoever asks for this wants the account itself.' },
      )
    }
    if (unreadable === 'refuse' && !isReadable(session, deployment)) {
      const shown = describeSession({ session, deployment, tokens: undefined })
      throw new GrantRequestError(`Nobody here can say what permission ${i} allows. ${shown}`, {
        fix: 'Do not approve it. To see the whole request, parse it with `unreadable: "show"`.',
      })
    }
  })
  return request
}

const requestFields = [
  'format',
  'version',
  'chainId',
  'account',
  'app',
  'purpose',
  'replaces',
  'grant',
] as const

function read(text: string): GrantRequest {
  try {
    if (typeof text !== 'string' || text.length > maxGrantLength) {
      throw new GrantFormatError('it is no text, or too long')
    }
    const file = readObject('the request', parseJson(text), requestFields)
    if (file.format !== requestFormat) throw new GrantFormatError('`format` is another')
    if (file.version !== requestFormatVersion) {
      throw new GrantFormatError(`it is of version ${String(file.version)}; this is version 1`)
    }
    if (!Array.isArray(file.replaces)) throw new GrantFormatError('`replaces` is no list')
    const app = readObject('`app`', file.app, ['name', 'url'])
    return createGrantRequest({
      chainId: readNumber('chainId', file.chainId),
      account: readAddress('account', file.account),
      grant: readGrantFile(file.grant),
      app: { name: readText('name', app.name), url: readText('url', app.url) },
      purpose: readText('purpose', file.purpose),
      // 32 bytes of hex are all there is to an id.
      replaces: file.replaces.map((id) => readHex('replaces', id, 32) as GrantId),
    })
  } catch (cause) {
    if (cause instanceof GrantRequestError || !(cause instanceof BaseError)) throw cause
    const reason = cause instanceof GrantFormatError ? cause.reason : cause.shortMessage
    throw new GrantRequestError(`This is no request for a grant: ${reason}.`, {
      fix: 'Pass the text that `serializeGrantRequest` returned, unchanged.',
      cause,
    })
  }
}

function readText(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new GrantFormatError(`\`${name}\` is no text`)
}

function checkRouter({ terms: { router } }: Grant, deployment: Deployment) {
  const ours = [deployment.router, deployment.validator ?? deployment.router]
  if (ours.some((one) => isAddressEqual(one, router))) return
  throw new GrantRequestError(`The request is for the router ${router}, which is not known here.`, {
    fix: 'Do not approve it, unless you know that router: pass its `deployment` then.',
  })
}

function isReadable({ module: address, data }: Session, deployment: Deployment): boolean {
  const module = findModule(address, deployment)
  try {
    return module !== undefined && module.describe({ data }) !== ''
  } catch (error) {
    if (error instanceof SessionDataError) return false
    throw error
  }
}

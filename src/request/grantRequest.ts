import { type Address, getAddress } from 'viem'
import type { Grant } from '../grant/toGrant.ts'
import type { GrantId } from '../types.ts'
import { GrantRequestError } from './GrantRequestError.ts'

/** What a dApp asks an account's owner for, before anything is signed. It holds no secret. */
export type GrantRequest = {
  readonly chainId: number
  /** The account that the grant is to bind. */
  readonly account: Address
  readonly grant: Grant
  /** Who says that they ask. Nobody has checked it. */
  readonly app: { readonly name: string; readonly url: string }
  /** What the grant is for, in the dApp's own words. */
  readonly purpose: string
  /** Grants of the account that are to end when this one begins. */
  readonly replaces: readonly GrantId[]
}

export type CreateGrantRequestParameters = Omit<GrantRequest, 'replaces'> & {
  readonly replaces?: readonly GrantId[] | undefined
}

/**
 * Makes a request that a dApp hands to a wallet: the wallet shows it (`describeGrantRequest`), and the owner signs or enables the grant,
 * or does not. Pure.
 *
 * @throws GrantRequestError if a wallet would refuse to read it.
 *
 * @example
 * ```ts
 * const app = { name: 'Example', url: 'https://example.org' }
 * const request = createGrantRequest({
 *   ...{ chainId: 1, account: account.address, grant, app },
 *   purpose: 'Buys and stakes for you when the price is right.',
 * })
 * console.log(serializeGrantRequest(request))
 * ```
 */
export function createGrantRequest({
  chainId,
  account,
  grant,
  app: { name, url },
  purpose,
  replaces = [],
}: CreateGrantRequestParameters): GrantRequest {
  if (!Number.isSafeInteger(chainId) || chainId <= 0) {
    throw refuse(`${chainId} is no chain id`)
  }
  checkText('The name of the app', name, 64)
  checkText('The purpose', purpose, 500)
  checkUrl(url)
  if (replaces.length > 16) throw refuse('it replaces more than 16 grants')
  const app = Object.freeze({ name, url })
  const list = Object.freeze([...replaces])
  return Object.freeze({
    chainId,
    account: getAddress(account),
    grant,
    app,
    purpose,
    replaces: list,
  })
}

/** One line of letters, marks, numbers, punctuation, symbols and spaces: nothing that changes how other text is shown. */
function checkText(what: string, text: string, longest: number) {
  if (typeof text !== 'string' || text.trim() === '' || text.length > longest) {
    throw refuse(`${what} has no text, or more than ${longest} characters`)
  }
  if (/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(text)) {
    throw refuse(`${what} has characters that are not shown, or that change how text is shown`)
  }
}

function checkUrl(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const local = url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname)
  const plain = url !== undefined && url.username === '' && url.password === ''
  if (plain && (url.protocol === 'https:' || local) && text.length <= 500) return
  throw refuse('The app’s address is no https URL')
}

function refuse(reason: string) {
  return new GrantRequestError(`This is no request for a grant: ${reason}.`, {
    fix: 'Make requests with `createGrantRequest`: a chain id, one line of plain text each for name and purpose, and an https URL.',
  })
}

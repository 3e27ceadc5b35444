import { toGrantFile } from '../grant/serializeGrant.ts'
import type { GrantRequest } from './grantRequest.ts'

/** Names the format in every file. */
export const requestFormat = 'session-router-grant-request'

/** Raised when the meaning of a field changes. */
export const requestFormatVersion = 1

/**
 * Writes a request as JSON text, for the wire, a link or a QR code.
 *
 * @example
 * ```ts
 * const text = serializeGrantRequest(request)
 * console.log(parseGrantRequest(text).grant.id)
 * ```
 */
export function serializeGrantRequest(request: GrantRequest): string {
  const { chainId, account, app, purpose, replaces } = request
  return JSON.stringify({
    ...{ format: requestFormat, version: requestFormatVersion },
    ...{ chainId, account, app, purpose, replaces, grant: toGrantFile(request.grant) },
  })
}

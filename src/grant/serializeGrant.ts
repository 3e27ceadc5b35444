import { GrantFormatError } from './GrantFormatError.ts'
import type { Grant } from './toGrant.ts'

/** Names the format in every file. */
export const grantFormat = 'session-router-grant'

/** Raised when the meaning of a field changes. */
export const grantFormatVersion = 1

/** Longest text, in characters, that a grant may take. */
export const maxGrantLength = 4 * 1024 * 1024

/**
 * Writes a grant as JSON text, for a file or for the wire. It holds no secret: the session key is in it by address alone.
 *
 * @throws GrantFormatError if the grant is too large for a file.
 *
 * @example
 * ```ts
 * localStorage.setItem('grant', serializeGrant(grant))
 * ```
 */
export function serializeGrant(grant: Grant): string {
  const text = JSON.stringify(toGrantFile(grant))
  if (text.length > maxGrantLength) {
    throw new GrantFormatError(
      `it would take ${text.length} characters, of at most ${maxGrantLength}`,
    )
  }
  return text
}

/** Makes of a grant what its file has as JSON. */
export function toGrantFile({ id, terms, sessions }: Grant) {
  return {
    format: grantFormat,
    version: grantFormatVersion,
    id,
    terms: { ...terms, feeBudget: `${terms.feeBudget}`, salt: `${terms.salt}` },
    sessions: sessions.map(({ validAfter, validUntil, module, data }) => ({
      ...{ validAfter, validUntil, module, data },
    })),
  }
}

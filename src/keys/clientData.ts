import { type Hex, hexToBytes } from 'viem'

/**
 * What a client's JSON begins with, for an assertion over this digest. Web Authentication Level 2, 5.8.1.1, has every client write these
 * two first, in this order; the contracts write them themselves.
 */
export function clientDataStart(digest: Hex): string {
  return `{"type":"webauthn.get","challenge":"${toBase64Url(hexToBytes(digest))}"`
}

/** Encodes bytes as base64url, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Decodes base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const decoded = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0))
}

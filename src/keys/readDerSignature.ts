import { bytesToHex, concatHex, type Hex } from 'viem'
import { SessionSignatureError } from '../routing/SessionSignatureError.ts'

/** Reads an ECDSA signature in DER, as authenticators make it: a sequence of two integers. @returns `r ‖ s`, 64 bytes @throws SessionSignatureError */
export function readDerSignature(der: Uint8Array): Hex {
  const r = readInteger(der, 2)
  const s = readInteger(der, r.end)
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || s.end !== der.length) throw malformed()
  return concatHex([r.value, s.value])
}

function readInteger(der: Uint8Array, start: number): { value: Hex; end: number } {
  const end = start + 2 + (der[start + 1] ?? 0)
  // An integer of 256 bits has a zero in front where its first bit is set.
  const digits = der.slice(start + 2, end)
  const bytes = digits[0] === 0 ? digits.slice(1) : digits
  if (der[start] !== 0x02 || end > der.length || bytes.length > 32) throw malformed()
  const padded = new Uint8Array(32)
  padded.set(bytes, 32 - bytes.length)
  return { value: bytesToHex(padded), end }
}

function malformed() {
  return new SessionSignatureError('it is no ECDSA signature in DER')
}

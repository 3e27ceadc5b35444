import { type Address, type Hex, isAddress } from 'viem'
import { GrantFormatError } from './GrantFormatError.ts'

/** Parses JSON that may come from anywhere. @throws GrantFormatError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GrantFormatError('it is not JSON', cause instanceof Error ? { cause } : {})
  }
}

/** Reads an object that has exactly these fields, as its own. @throws GrantFormatError */
export function readObject<field extends string>(
  what: string,
  value: unknown,
  fields: readonly field[],
) {
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

/** @throws GrantFormatError */
export function readNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new GrantFormatError(`\`${name}\` is no whole number`)
}

/** @throws GrantFormatError */
export function readBigint(name: string, value: unknown): bigint {
  if (typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value)) return BigInt(value)
  throw new GrantFormatError(`\`${name}\` is no whole number in decimal text`)
}

/** @throws GrantFormatError */
export function readAddress(name: string, value: unknown): Address {
  if (typeof value === 'string' && isAddress(value)) return value
  throw new GrantFormatError(`\`${name}\` is no address`)
}

/** @throws GrantFormatError */
export function readHex(name: string, value: unknown, bytes?: number): Hex {
  const digits = bytes === undefined ? '*' : `{${bytes}}`
  // The pattern is that of `Hex`; it is narrower than the type.
  if (typeof value === 'string' && new RegExp(`^0x([0-9a-f]{2})${digits}$`).test(value)) {
    return value as Hex
  }
  throw new GrantFormatError(`\`${name}\` is no hex text`)
}

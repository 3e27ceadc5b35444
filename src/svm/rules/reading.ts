import type { Address, Hex } from 'viem'
import { type Refusal, refuse } from '../../errors/refuse.ts'
import type { SolidityErrorArgs, SolidityErrorName } from '../../errors/solidityErrors.ts'
import type { ProvenSet } from '../defineModule.ts'
import { isMarked, withoutMark } from './typeBytes.ts'

/** Where a marked parameter stands: its type, the type's place in the rule, and the value's place in the call's data. */
export type Mark = { readonly type: number; readonly typeAt: number; readonly value: number }

/** A place in the layout or in the rule tree, with how many marks or rules stand before it. */
export type Cursor = { readonly position: number; readonly count: number }

/** What reading one call by one session's rules needs at hand. */
export type Reading = {
  readonly call: bigint
  readonly account: Address
  /** The call's data. */
  readonly data: Uint8Array
  /** The session's rule, without its limits. */
  readonly rule: Uint8Array
  readonly callSpecificData: Uint8Array
  /** How much of the call-specific data has been read. */
  proofs: number
  /** Where proofs are made instead of read: of these sets, to here. */
  readonly proofsFrom?: { readonly sets: readonly ProvenSet[]; readonly made: Hex[] }
  /** By the number of a marked parameter; `undefined` while it is not in reach. */
  readonly marks: (Mark | undefined)[]
  readonly markCount: number
}

/**
 * Carries a refusal out of the recursion over layout and rules, which would else hand it up through every level. Caught in
 * `abiRules.ts`; nothing outside sees it.
 */
export class RefusedByRules extends Error {
  readonly reason: Refusal

  constructor(reason: Refusal) {
    super(reason.errorName)
    this.name = 'RefusedByRules'
    this.reason = reason
  }
}

/** Ends the check with a reason. */
export function refuseWith<name extends SolidityErrorName>(
  errorName: name,
  args: SolidityErrorArgs<name>,
): never {
  // The union that Refusal stands for holds the refusal of every name.
  throw new RefusedByRules(refuse(errorName, args) as Refusal)
}

/** Refuses a rule that ends before `at + length`. */
export function requireBytes(rule: Uint8Array, at: number, length: number) {
  if (at + length <= rule.length) return
  const [found, allowed] = [BigInt(rule.length), BigInt(at + length)]
  refuseWith('SessionDataMalformed', { found, allowed })
}

/** A byte of the session's rule. */
export function ruleByte(rule: Uint8Array, at: number): number {
  requireBytes(rule, at, 1)
  return rule[at] ?? 0
}

/** Refuses calldata that end before `at`. */
export function requireReach({ call, data }: Reading, at: number) {
  if (at <= data.length) return
  const [found, allowed] = [BigInt(data.length), BigInt(at)]
  refuseWith('CalldataTooShort', { call, found, allowed })
}

/** 32 bytes as a number; zeros behind the end. */
export function wordAt(bytes: Uint8Array, at: number): bigint {
  return uintAt(bytes, at, 32)
}

/** `size` bytes as a number; zeros behind the end. */
export function uintAt(bytes: Uint8Array, at: number, size: number): bigint {
  let hex = '0x0'
  for (let i = at; i < at + size; i++) hex += (bytes[i] ?? 0).toString(16).padStart(2, '0')
  return BigInt(hex)
}

/** Steps over bytes. */
export const plus = ({ position, count }: Cursor, length: number): Cursor => ({
  position: position + length,
  count,
})

/** Steps over bytes of one more mark or rule. */
export const counted = ({ position, count }: Cursor, length: number): Cursor => ({
  position: position + length,
  count: count + 1,
})

/** Counts a parameter if it is marked, and notes where it stands, if that is known. */
export function setMark(reading: Reading, cursor: Cursor, value: number | undefined): Cursor {
  const byte = ruleByte(reading.rule, cursor.position)
  if (!isMarked(byte)) return cursor
  const { count, position } = cursor
  if (count >= reading.markCount) {
    const [found, allowed] = [BigInt(count + 1), BigInt(reading.markCount)]
    refuseWith('MarkCountWrong', { found, allowed })
  }
  const mark = { type: withoutMark(byte), typeAt: position }
  reading.marks[count] = value === undefined ? undefined : { ...mark, value }
  return { position, count: count + 1 }
}

/** Finds a marked parameter by the number that stands at a place of the rule. */
export function markAt({ rule, marks }: Reading, at: number): Mark {
  const index = ruleByte(rule, at)
  const mark = marks[index]
  if (mark) return mark
  return refuseWith('RuleMalformed', { position: BigInt(at), found: BigInt(index) })
}

/** Refuses a layout for what stands at a place of it. */
export function refuseLayout(rule: Uint8Array, at: number): never {
  const found = BigInt(ruleByte(rule, at))
  return refuseWith('LayoutMalformed', { position: BigInt(at), found })
}

import { bytesToHex } from 'viem'
import {
  isArgumentOperator,
  isComparison,
  operators,
  signedOperator,
  takesType,
} from './operators.ts'
import {
  type Cursor,
  counted,
  type Mark,
  markAt,
  type Reading,
  refuseWith,
  requireBytes,
  ruleByte,
  uintAt,
  wordAt,
} from './reading.ts'
import { isMember } from './setProof.ts'
import { familyOf, typeByte } from './typeBytes.ts'

/**
 * How a rule is looked at: `report` says what is wrong where it does not hold, `test` answers, `negated` answers somewhere below a NOT, `skip`
 * only steps over.
 */
export type Mode = 'report' | 'test' | 'negated' | 'skip'

/** What stands behind a rule, and whether it holds. */
export type Checked = { readonly next: Cursor; readonly holds: boolean }

/** Checks a rule that looks at one parameter, as the contract's ArgumentRule does. */
export function checkArgument(
  reading: Reading,
  cursor: Cursor,
  { operator, mode }: { operator: number; mode: Mode },
): Checked {
  const { rule, data } = reading
  const at = cursor.position
  const place = { position: BigInt(at) }
  if (!isArgumentOperator(operator)) {
    refuseWith('OperatorUnknown', { ...place, found: BigInt(operator) })
  }
  const next = counted(cursor, argumentRuleLength(rule, at, operator))
  if (mode === 'skip') return { next, holds: true }
  const mark = markAt(reading, at + 1)
  if (!takesType(operator, mark.type)) {
    refuseWith('OperatorMisplaced', {
      ...place,
      found: BigInt(operator),
      parameter: BigInt(mark.type),
    })
  }
  const found = wordAt(data, mark.value)
  if (operator === operators.in || operator === operators.inTree) {
    if (operator === operators.inTree && mode === 'negated') {
      refuseWith('RuleMalformed', { ...place, found: BigInt(operator) })
    }
    const holds =
      operator === operators.in
        ? isListed(rule, at, mark.type, found)
        : isMember(reading, found, bytesToHex(rule.slice(at + 2, at + 34)))
    if (!holds && mode === 'report') {
      const where = { rule: BigInt(cursor.count), position: BigInt(mark.value) }
      refuseWith('NotInSet', { call: reading.call, ...where, found })
    }
    return { next, holds }
  }
  const outcome = compare(reading, at, operator, mark)
  if (!outcome.holds && mode === 'report') {
    const sign = familyOf(mark.type) === typeByte.int ? signedOperator : 0
    refuseWith('RuleBroken', {
      call: reading.call,
      rule: BigInt(cursor.count),
      operator: outcome.operator | sign,
      position: BigInt(mark.value),
      found: outcome.found,
      allowed: outcome.allowed,
    })
  }
  return { next, holds: outcome.holds }
}

type Outcome = { holds: boolean; operator: number; found: bigint; allowed: bigint }

function compare(
  { rule, data, account }: Reading,
  at: number,
  operator: number,
  mark: Mark,
): Outcome {
  const { type, value } = mark
  const found = wordAt(data, value)
  if (operator === operators.self) {
    const allowed = BigInt(account)
    return { holds: found === allowed, operator, found, allowed }
  }
  if (operator === operators.prefix) {
    return { operator, ...beginsWith(data, rule, { value, length: found, at: at + 2 }) }
  }
  const first = operandAt(rule, at + 2, type)
  if (isComparison(operator)) {
    return { holds: isOrdered(operator, type, found, first), operator, found, allowed: first }
  }
  const second = operandAt(rule, at + 3 + ruleByte(rule, at + 2), type)
  if (operator === operators.masked) {
    const masked = found & first
    return { holds: masked === second, operator, found: masked, allowed: second }
  }
  // What is reported is the bound that is broken.
  const isBetween = operator === operators.between
  if (!isOrdered(operators.gte, type, found, first)) {
    return { holds: false, operator: isBetween ? operators.gte : operator, found, allowed: first }
  }
  const holds = isOrdered(operators.lte, type, found, second)
  return { holds, operator: isBetween ? operators.lte : operator, found, allowed: second }
}

function isOrdered(operator: number, type: number, found: bigint, allowed: bigint): boolean {
  const isSigned = familyOf(type) === typeByte.int
  const left = isSigned ? BigInt.asIntN(256, found) : found
  const right = isSigned ? BigInt.asIntN(256, allowed) : allowed
  const outcome = left < right ? 1 : left === right ? 2 : 4
  return (operator & outcome) !== 0
}

function isListed(rule: Uint8Array, at: number, type: number, found: bigint): boolean {
  const width = ruleByte(rule, at + 3)
  for (let i = 0; i < ruleByte(rule, at + 2); i++) {
    if (toTyped(rule, { at: at + 4 + i * width, width, type }) === found) return true
  }
  return false
}

function beginsWith(
  data: Uint8Array,
  rule: Uint8Array,
  { value, length, at }: { value: number; length: bigint; at: number },
) {
  const width = ruleByte(rule, at)
  const shown = Math.min(width, 32)
  const allowed = leftAligned(rule.slice(at + 1, at + 1 + shown))
  const start = value + 32
  if (length < BigInt(width)) {
    const found = leftAligned(data.slice(start, start + Math.min(shown, Number(length))))
    return { holds: false, found, allowed }
  }
  const found = leftAligned(data.slice(start, start + shown))
  const holds =
    bytesToHex(data.slice(start, start + width)) === bytesToHex(rule.slice(at + 1, at + 1 + width))
  return { holds, found, allowed }
}

const leftAligned = (bytes: Uint8Array) => uintAt(bytes, 0, 32)

/** The operand at a place of the rule, as a word of a type. */
export function operandAt(rule: Uint8Array, at: number, type: number): bigint {
  return toTyped(rule, { at: at + 1, width: ruleByte(rule, at), type })
}

function toTyped(
  rule: Uint8Array,
  { at, width, type }: { at: number; width: number; type: number },
): bigint {
  const value = uintAt(rule, at, width)
  const family = familyOf(type)
  if (family === typeByte.int) return BigInt.asUintN(256, BigInt.asIntN(8 * width, value))
  return family === typeByte.fixedBytes ? value << BigInt(256 - 8 * width) : value
}

/** How many bytes a rule on one parameter takes, all of them within the session's rule. */
export function argumentRuleLength(rule: Uint8Array, at: number, operator: number): number {
  const length = lengthOf(rule, at, operator)
  requireBytes(rule, at, length)
  return length
}

function lengthOf(rule: Uint8Array, at: number, operator: number): number {
  if (operator === operators.inTree) return 34
  if (operator === operators.in) return 4 + ruleByte(rule, at + 2) * widthAt(rule, at + 3)
  if (operator === operators.prefix) return 3 + ruleByte(rule, at + 2)
  if (operator === operators.self) return 2
  const length = 3 + widthAt(rule, at + 2)
  return isComparison(operator) ? length : length + 1 + widthAt(rule, at + length)
}

function widthAt(rule: Uint8Array, at: number): number {
  const width = ruleByte(rule, at)
  if (width > 32) refuseWith('RuleMalformed', { position: BigInt(at), found: BigInt(width) })
  return width
}

import { type Checked, checkArgument, type Mode } from './checkArgument.ts'
import { operators } from './operators.ts'
import {
  type Cursor,
  counted,
  type Mark,
  markAt,
  plus,
  type Reading,
  refuseWith,
  requireBytes,
  ruleByte,
  uintAt,
  wordAt,
} from './reading.ts'
import { wordsAt } from './skipType.ts'
import { maxDepth, typeByte } from './typeBytes.ts'
import { walkElement } from './walkArguments.ts'

/** Checks rules that all must hold, as the contract's RuleTree does. Returns what stands behind them. */
export function checkRules(reading: Reading, cursor: Cursor, count: number): Cursor {
  let next = cursor
  for (let i = 0; i < count; i++) next = checkRule(reading, next, 'report', 0).next
  return next
}

function checkRule(reading: Reading, cursor: Cursor, mode: Mode, depth: number): Checked {
  const operator = ruleByte(reading.rule, cursor.position)
  if (operator >= operators.lt) return checkArgument(reading, cursor, { operator, mode })
  const place = { position: BigInt(cursor.position), found: BigInt(operator) }
  if (operator === 0 || operator > operators.at) refuseWith('OperatorUnknown', place)
  if (depth === maxDepth) refuseWith('RuleMalformed', place)
  if (operator === operators.not) return checkNot(reading, cursor, mode, depth + 1)
  if (operator < operators.not) {
    return checkGroup(reading, cursor, { any: operator === operators.or, mode, depth: depth + 1 })
  }
  return checkElements(reading, cursor, { operator, mode, depth: depth + 1 })
}

function checkNot(reading: Reading, cursor: Cursor, mode: Mode, depth: number): Checked {
  const inner = mode === 'skip' ? 'skip' : 'negated'
  const { next, holds } = checkRule(reading, counted(cursor, 1), inner, depth)
  if (mode === 'report' && holds) refuseWith('RuleMustNotHold', where(reading, cursor))
  return { next, holds: !holds }
}

/** @param any OR; else AND */
function checkGroup(
  reading: Reading,
  cursor: Cursor,
  { any, mode, depth }: { any: boolean; mode: Mode; depth: number },
): Checked {
  const count = ruleByte(reading.rule, cursor.position + 1)
  if (count === 0) {
    refuseWith('RuleMalformed', { position: BigInt(cursor.position + 1), found: 0n })
  }
  let next = counted(cursor, 2)
  let inner: Mode = any && mode === 'report' ? 'test' : mode
  let holds = !any
  for (let i = 0; i < count; i++) {
    const checked = checkRule(reading, next, inner, depth)
    next = checked.next
    if (inner === 'skip' || checked.holds !== any) continue
    // The outcome is certain, and stays as it is.
    holds = any
    inner = 'skip'
  }
  if (any && !holds && mode === 'report') refuseWith('NoRuleHolds', where(reading, cursor))
  return { next, holds }
}

/** The elements of an array that a rule is about. */
type Elements = {
  readonly typeAt: Cursor
  /** Where they, or pointers to them, begin in the call's data. */
  readonly frame: number
  /** Bytes that one takes there. */
  readonly size: number
  readonly length: number
}

function checkElements(
  reading: Reading,
  cursor: Cursor,
  { operator, mode, depth }: { operator: number; mode: Mode; depth: number },
): Checked {
  const rule = counted(cursor, operator === operators.at ? 4 : 2)
  if (mode === 'skip') return checkRule(reading, rule, 'skip', depth)
  const elements = elementsOf(reading, cursor, operator)
  const { from, to } = select(reading, cursor, { operator, mode, length: elements.length })
  if (from === to) {
    const { next } = checkRule(reading, rule, 'skip', depth)
    return settle(reading, cursor, mode, { next, holds: operator === operators.every })
  }
  const inner = operator === operators.some && mode === 'report' ? 'test' : mode
  let checked: Checked = { next: rule, holds: false }
  let behind = elements.typeAt.count
  for (let i = from; i < to; i++) {
    const place = { frame: elements.frame, head: elements.frame + i * elements.size }
    behind = walkElement(reading, elements.typeAt, place).count
    checked = checkRule(reading, rule, inner, depth)
    if (checked.holds === (operator === operators.some)) break
  }
  // What stands in an element is out of reach for the rules that follow.
  for (let i = elements.typeAt.count; i < behind; i++) reading.marks[i] = undefined
  return settle(reading, cursor, mode, checked)
}

function settle(reading: Reading, cursor: Cursor, mode: Mode, checked: Checked): Checked {
  if (!checked.holds && mode === 'report') refuseWith('NoElementHolds', where(reading, cursor))
  return checked
}

/** The elements from `from` to `to`: all of them, or the one that a rule names, or none if there is no such element. */
function select(
  reading: Reading,
  cursor: Cursor,
  { operator, mode, length }: { operator: number; mode: Mode; length: number },
) {
  if (operator !== operators.at) return { from: 0, to: length }
  requireBytes(reading.rule, cursor.position, 4)
  const from = Number(uintAt(reading.rule, cursor.position + 2, 2))
  if (from < length) return { from, to: from + 1 }
  if (mode === 'report') {
    const counts = { found: BigInt(length), allowed: BigInt(from + 1) }
    refuseWith('ElementMissing', { ...where(reading, cursor), ...counts })
  }
  return { from, to: from }
}

function elementsOf(reading: Reading, cursor: Cursor, operator: number): Elements {
  const { rule, data } = reading
  const mark: Mark = markAt(reading, cursor.position + 1)
  const isList = mark.type === typeByte.list
  if (!isList && mark.type !== typeByte.staticArray && mark.type !== typeByte.dynamicArray) {
    const misplaced = { found: BigInt(operator), parameter: BigInt(mark.type) }
    refuseWith('OperatorMisplaced', { position: BigInt(cursor.position), ...misplaced })
  }
  const typeAt = mark.typeAt + (isList ? 1 : 3)
  return {
    typeAt: plus({ position: typeAt, count: ruleByte(rule, cursor.position + 1) + 1 }, 0),
    size: 32 * wordsAt(rule, typeAt),
    length: isList ? Number(wordAt(data, mark.value)) : ruleByte(rule, typeAt - 1),
    frame: mark.value + (isList ? 32 : 0),
  }
}

const where = ({ call }: Reading, { count }: Cursor) => ({ call, rule: BigInt(count) })

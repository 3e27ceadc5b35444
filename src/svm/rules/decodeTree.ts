import { bytesToHex, type Hex } from 'viem'
import { argumentRuleLength } from './checkArgument.ts'
import type { LayoutMark } from './decodeLayout.ts'
import { comparisons, isArgumentOperator, operators, takesType } from './operators.ts'
import { refuseWith, requireBytes, ruleByte, uintAt } from './reading.ts'
import type { ArgumentRule, Rule } from './ruleTypes.ts'
import { maxDepth, typeByte } from './typeBytes.ts'

type Decoded = { readonly rule: Rule; readonly end: number }

/** Where a rule stands in the tree. */
type Place = {
  readonly at: number
  readonly depth: number
  readonly negated: boolean
  /** The arrays, by their marks, in whose elements marked parameters are in reach. */
  readonly arrays: readonly number[]
}

/**
 * Decodes a list of rules, and refuses what no call could obey.
 *
 * @throws RefusedByRules
 */
export function decodeRuleList(
  rule: Uint8Array,
  { start, count, marks }: { start: number; count: number; marks: readonly LayoutMark[] },
) {
  const rules: Rule[] = []
  let end = start
  for (let i = 0; i < count; i++) {
    const decoded = decode({ at: end, depth: 0, negated: false, arrays: [] })
    rules.push(decoded.rule)
    end = decoded.end
  }
  return { rules, end }

  function decode(place: Place): Decoded {
    const { at, depth } = place
    const operator = ruleByte(rule, at)
    const found = { position: BigInt(at), found: BigInt(operator) }
    if (operator >= operators.lt) return decodeArgumentRule(place, operator)
    if (operator === 0 || operator > operators.at) refuseWith('OperatorUnknown', found)
    if (depth === maxDepth) refuseWith('RuleMalformed', found)
    const inner = { ...place, depth: depth + 1 }
    if (operator === operators.not) {
      const decoded = decode({ ...inner, at: at + 1, negated: true })
      return { rule: { operator: 'not', rule: decoded.rule }, end: decoded.end }
    }
    return operator < operators.not
      ? decodeGroup(inner, operator === operators.or ? 'or' : 'and')
      : decodeElements(inner, operator)
  }

  function decodeGroup(place: Place, operator: 'and' | 'or'): Decoded {
    const count = ruleByte(rule, place.at + 1)
    if (count === 0) {
      refuseWith('RuleMalformed', { position: BigInt(place.at + 1), found: 0n })
    }
    const inner: Rule[] = []
    let at = place.at + 2
    for (let i = 0; i < count; i++) {
      const decoded = decode({ ...place, at })
      inner.push(decoded.rule)
      at = decoded.end
    }
    return { rule: { operator, rules: inner }, end: at }
  }

  function decodeElements(place: Place, operator: number): Decoded {
    const { at } = place
    const mark = markOf(place)
    const { type } = mark
    const isArray = type === typeByte.staticArray || type === typeByte.dynamicArray
    if (type !== typeByte.list && !isArray) refusePlace(at, operator, type)
    const number = ruleByte(rule, at + 1)
    const arrays = [...place.arrays, number]
    if (operator === operators.at) {
      requireBytes(rule, at, 4)
      const index = Number(uintAt(rule, at + 2, 2))
      const decoded = decode({ ...place, at: at + 4, arrays })
      return { rule: { operator: 'at', mark: number, index, rule: decoded.rule }, end: decoded.end }
    }
    const decoded = decode({ ...place, at: at + 2, arrays })
    const name = operator === operators.every ? 'every' : 'some'
    return { rule: { operator: name, mark: number, rule: decoded.rule }, end: decoded.end }
  }

  function decodeArgumentRule(place: Place, operator: number): Decoded {
    const { at, negated } = place
    if (!isArgumentOperator(operator)) {
      refuseWith('OperatorUnknown', { position: BigInt(at), found: BigInt(operator) })
    }
    const end = at + argumentRuleLength(rule, at, operator)
    const { type } = markOf(place)
    if (!takesType(operator, type)) refusePlace(at, operator, type)
    if (operator === operators.inTree && negated) {
      refuseWith('RuleMalformed', { position: BigInt(at), found: BigInt(operator) })
    }
    return { rule: toArgumentRule(rule, at, operator), end }
  }

  function markOf({ at, arrays }: Place): LayoutMark {
    const number = ruleByte(rule, at + 1)
    const mark = marks[number]
    if (mark && (mark.inArray === undefined || arrays.includes(mark.inArray))) return mark
    return refuseWith('RuleMalformed', { position: BigInt(at + 1), found: BigInt(number) })
  }

  function refusePlace(at: number, operator: number, type: number): never {
    return refuseWith('OperatorMisplaced', {
      ...{ position: BigInt(at), found: BigInt(operator), parameter: BigInt(type) },
    })
  }
}

/** Reads a rule that is known to be well-formed. */
function toArgumentRule(rule: Uint8Array, at: number, operator: number): ArgumentRule {
  const mark = ruleByte(rule, at + 1)
  const bytes = (start: number, length: number): Hex =>
    bytesToHex(rule.slice(start, start + length))
  const operandAt = (start: number) => bytes(start + 1, ruleByte(rule, start))
  const second = () => operandAt(at + 3 + ruleByte(rule, at + 2))
  switch (operator) {
    case operators.between:
      return { operator: 'between', mark, from: operandAt(at + 2), to: second() }
    case operators.length:
      return { operator: 'length', mark, from: operandAt(at + 2), to: second() }
    case operators.masked:
      return { operator: 'masked', mark, mask: operandAt(at + 2), operand: second() }
    case operators.in: {
      const width = ruleByte(rule, at + 3)
      const items = Array.from({ length: ruleByte(rule, at + 2) }, (_, i) =>
        bytes(at + 4 + i * width, width),
      )
      return { operator: 'in', mark, operands: items }
    }
    case operators.inTree:
      return { operator: 'inTree', mark, root: bytes(at + 2, 32) }
    case operators.self:
      return { operator: 'self', mark }
    case operators.prefix:
      return { operator: 'prefix', mark, bytes: operandAt(at + 2) }
    default: {
      const name = comparisons.find((comparison) => operators[comparison] === operator) ?? 'eq'
      return { operator: name, mark, operand: operandAt(at + 2) }
    }
  }
}

import { concatHex, getAddress, type Hex, numberToHex, size } from 'viem'
import { InvalidAmountError } from '../../errors/InvalidAmountError.ts'
import { requireAmount } from '../requireAmount.ts'
import { operators } from './operators.ts'
import type { AbiRules, Parameter, Rule } from './ruleTypes.ts'
import { typeByte } from './typeBytes.ts'

/** The byte that says what counts against the limits. */
export const chargedByte = { nothing: 0, value: 255 } as const

/**
 * Encodes what stands in front of the limits: `target (20) ‖ valueCap (12) ‖ selector (4) ‖ length (2) ‖ charged (1) ‖ marks (1) ‖
 * rules (1) ‖ layout ‖ tree`.
 *
 * @throws InvalidAmountError where a number does not fit its field.
 */
export function encodeRules({
  target,
  selector,
  valueCap,
  parameters,
  rules,
  charged,
}: AbiRules): Hex {
  const layout = concatHex([
    byte(
      'words',
      parameters.reduce((sum, parameter) => sum + wordsOf(parameter), 0),
    ),
    byte('parameters', parameters.length),
    ...parameters.map(encodeParameter),
  ])
  const body = concatHex([layout, ...rules.map(encodeRule)])
  return concatHex([
    getAddress(target),
    numberToHex(requireAmount(valueCap, { name: 'value', bits: 96 }), { size: 12 }),
    selector,
    numberToHex(requireAmount(BigInt(size(body)), { name: 'rules', bits: 16 }), { size: 2 }),
    byte('charged', toChargedByte(charged)),
    byte('marks', countMarks(parameters)),
    byte('rules', rules.length),
    body,
  ])
}

function toChargedByte(charged: AbiRules['charged']): number {
  if (charged === undefined) return chargedByte.nothing
  return charged === 'value' ? chargedByte.value : charged + 1
}

/** How many parameters are marked. */
export function countMarks(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, parameter) => sum + marksIn(parameter), 0)
}

function marksIn(parameter: Parameter): number {
  const own = parameter.marked ? 1 : 0
  if (parameter.kind === 'tuple') return own + countMarks(parameter.members)
  return 'of' in parameter ? own + marksIn(parameter.of) : own
}

/** How many words a parameter takes where it or its pointer stands. */
export function wordsOf(parameter: Parameter): number {
  if (isPointed(parameter)) return 1
  if (parameter.kind === 'array') return parameter.length * wordsOf(parameter.of)
  return parameter.kind === 'tuple' ? wordsOfMembers(parameter.members) : 1
}

const wordsOfMembers = (members: readonly Parameter[]): number =>
  members.reduce((sum, member) => sum + wordsOf(member), 0)

/** Whether a pointer stands in the parameter's place. */
export function isPointed(parameter: Parameter): boolean {
  const { kind } = parameter
  if (kind === 'array') return isPointed(parameter.of)
  if (kind === 'tuple') return parameter.members.some(isPointed)
  return kind === 'bytes' || kind === 'string' || kind === 'list'
}

function encodeParameter(parameter: Parameter): Hex {
  const mark = parameter.marked ? typeByte.mark : 0
  const type = (value: number) => byte('type', value | mark)
  switch (parameter.kind) {
    case 'uint':
    case 'int':
    case 'fixedBytes':
      return type(typeByte[parameter.kind] + parameter.size - 1)
    case 'list':
      return concatHex([type(typeByte.list), encodeParameter(parameter.of)])
    case 'array': {
      const words = (isPointed(parameter) ? 1 : wordsOf(parameter.of)) * parameter.length
      return concatHex([
        type(isPointed(parameter) ? typeByte.dynamicArray : typeByte.staticArray),
        byte('words', words),
        byte('length', parameter.length),
        encodeParameter(parameter.of),
      ])
    }
    case 'tuple':
      return concatHex([
        type(isPointed(parameter) ? typeByte.dynamicTuple : typeByte.staticTuple),
        byte('words', wordsOfMembers(parameter.members)),
        byte('members', parameter.members.length),
        ...parameter.members.map(encodeParameter),
      ])
    default:
      return type(typeByte[parameter.kind])
  }
}

function encodeRule(rule: Rule): Hex {
  const operator = byte('operator', operators[rule.operator])
  switch (rule.operator) {
    case 'and':
    case 'or':
      return concatHex([operator, byte('rules', rule.rules.length), ...rule.rules.map(encodeRule)])
    case 'not':
      return concatHex([operator, encodeRule(rule.rule)])
    case 'every':
    case 'some':
      return concatHex([operator, byte('mark', rule.mark), encodeRule(rule.rule)])
    case 'at': {
      const index = numberToHex(uint('index', rule.index, 16), { size: 2 })
      return concatHex([operator, byte('mark', rule.mark), index, encodeRule(rule.rule)])
    }
    case 'between':
    case 'length':
      return concatHex([operator, byte('mark', rule.mark), operand(rule.from), operand(rule.to)])
    case 'masked':
      return concatHex([
        ...[operator, byte('mark', rule.mark)],
        ...[operand(rule.mask), operand(rule.operand)],
      ])
    case 'in':
      return concatHex([
        ...[operator, byte('mark', rule.mark), byte('items', rule.operands.length)],
        byte('width', size(rule.operands[0] ?? '0x')),
        ...rule.operands,
      ])
    case 'inTree':
      return concatHex([operator, byte('mark', rule.mark), rule.root])
    case 'self':
      return concatHex([operator, byte('mark', rule.mark)])
    case 'prefix':
      return concatHex([operator, byte('mark', rule.mark), operand(rule.bytes)])
    default:
      return concatHex([operator, byte('mark', rule.mark), operand(rule.operand)])
  }
}

const operand = (bytes: Hex): Hex => concatHex([byte('operand', size(bytes)), bytes])

const byte = (name: string, value: number): Hex => numberToHex(uint(name, value, 8), { size: 1 })

function uint(name: string, value: number, bits: number): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** bits) return value
  throw new InvalidAmountError({ name, found: value, reason: `does not fit ${bits} bits` })
}

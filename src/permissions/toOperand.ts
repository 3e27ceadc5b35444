import { type Hex, isAddress, isHex, numberToHex, padHex, size } from 'viem'
import type { WordType } from '../svm/rules/ruleTypes.ts'
import { RuleError } from './RuleError.ts'

/**
 * Encodes a value as an operand: as few bytes as make the same word again.
 *
 * @throws RuleError if it is no value of the type.
 */
export function toOperand(type: WordType, value: unknown, path: string): Hex {
  switch (type.kind) {
    case 'bool':
      if (typeof value !== 'boolean') throw refuseValue(path, value, 'a boolean')
      return value ? '0x01' : '0x'
    case 'address':
      // The type says that it is a text only after the check.
      if (typeof value !== 'string' || !isAddress(value)) {
        throw refuseValue(path, value, 'an address')
      }
      return value.toLowerCase() as Hex
    case 'fixedBytes':
      if (!isBytes(value) || size(value) !== type.size) {
        throw refuseValue(path, value, `a hex text of ${type.size} bytes`)
      }
      return value === `0x${'00'.repeat(type.size)}` ? '0x' : trimRight(value)
    case 'uint':
      return encodeUint(toInteger(type, value, path))
    case 'int':
      return encodeInt(toInteger(type, value, path))
  }
}

/** Encodes values as operands of one width. */
export function toOperands(type: WordType, values: readonly unknown[], path: string): Hex[] {
  const operands = values.map((value) => toOperand(type, value, path))
  const width = Math.max(...operands.map((operand) => size(operand)))
  return operands.map((operand, i) => {
    if (type.kind === 'int') {
      const value = BigInt(values[i] as bigint | number)
      return width === 0 ? '0x' : numberToHex(value, { size: width, signed: true })
    }
    return padHex(operand, { size: width, dir: type.kind === 'fixedBytes' ? 'right' : 'left' })
  })
}

/**
 * Reads a whole number of an integer type: a `number` up to 48 bits, a `bigint` beyond, as viem has it.
 *
 * @throws RuleError if it is none.
 */
export function toInteger(type: WordType, value: unknown, path: string): bigint {
  const bits = 'size' in type ? 8 * type.size : 256
  const isSmall = bits <= 48
  const isRight = isSmall ? Number.isSafeInteger(value) : typeof value === 'bigint'
  if (!isRight) throw refuseValue(path, value, isSmall ? 'a whole number' : 'a bigint')
  // One of the two, by the lines above.
  const integer = BigInt(value as number | bigint)
  const fits =
    type.kind === 'int'
      ? BigInt.asIntN(bits, integer) === integer
      : BigInt.asUintN(bits, integer) === integer
  if (!fits) throw refuseValue(path, value, `within ${type.kind}${bits}`)
  return integer
}

/** Whether a value is a hex text of whole bytes. */
export function isBytes(value: unknown): value is Hex {
  return isHex(value) && value.length % 2 === 0
}

/** An operand that is an unsigned number. */
export function encodeUint(value: bigint): Hex {
  if (value === 0n) return '0x'
  return numberToHex(value, { size: Math.ceil(value.toString(16).length / 2) })
}

function encodeInt(value: bigint): Hex {
  if (value === 0n) return '0x'
  let bytes = 1
  while (BigInt.asIntN(8 * bytes, value) !== value) bytes++
  return numberToHex(value, { size: bytes, signed: true })
}

const trimRight = (value: Hex): Hex =>
  `0x${value
    .slice(2)
    .toLowerCase()
    .replace(/(00)+$/, '')}`

function refuseValue(path: string, value: unknown, wanted: string): RuleError {
  const shown = typeof value === 'object' ? 'an object' : `${String(value)} (${typeof value})`
  return new RuleError({
    ...{ path, reason: `has ${shown} where it needs ${wanted}` },
    fix: 'Pass a value of the argument’s type, as for viem’s `encodeFunctionData`.',
  })
}

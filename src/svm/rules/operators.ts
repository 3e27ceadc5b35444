import { familyOf, typeByte } from './typeBytes.ts'

/** Operators of the rule tree; see contracts/src/svm/rules/Operators.sol. */
export const operators = {
  and: 1,
  or: 2,
  not: 3,
  every: 4,
  some: 5,
  at: 6,
  lt: 0x11,
  eq: 0x12,
  lte: 0x13,
  gt: 0x14,
  neq: 0x15,
  gte: 0x16,
  between: 0x18,
  in: 0x19,
  inTree: 0x1a,
  masked: 0x1b,
  self: 0x1c,
  length: 0x1d,
  prefix: 0x1e,
} as const

/** Added to the operator that an error names where it compared as signed. */
export const signedOperator = 0x80

export type Comparison = 'lt' | 'eq' | 'lte' | 'gt' | 'neq' | 'gte'

export const comparisons: readonly Comparison[] = ['lt', 'eq', 'lte', 'gt', 'neq', 'gte']

/** Whether an operator compares with one operand. */
export const isComparison = (operator: number) => operator >= operators.lt && operator <= 0x16

/** Whether an operator on one parameter is known. */
export const isArgumentOperator = (operator: number) =>
  isComparison(operator) || (operator >= operators.between && operator <= operators.prefix)

/** Whether an operator goes with parameters of a type. */
export function takesType(operator: number, type: number): boolean {
  const family = familyOf(type)
  const isNumber = family === typeByte.uint || family === typeByte.int
  const isFixed = family === typeByte.fixedBytes
  switch (operator) {
    case operators.eq:
    case operators.neq:
      return isNumber || isFixed || type === typeByte.bool || type === typeByte.address
    case operators.in:
    case operators.inTree:
      return isNumber || isFixed || type === typeByte.address
    case operators.masked:
      return family === typeByte.uint || isFixed
    case operators.self:
      return type === typeByte.address
    case operators.length:
      return type === typeByte.bytes || type === typeByte.string || type === typeByte.list
    case operators.prefix:
      return type === typeByte.bytes || type === typeByte.string
    default:
      return isNumber
  }
}

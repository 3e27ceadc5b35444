import {
  type Abi,
  type AbiFunction,
  type AbiParameter,
  numberToHex,
  toFunctionSelector,
} from 'viem'
import { allow } from '../permissions/allow.ts'
import type { Permission, PermissionWindow } from '../permissions/permission.ts'
import { and, any, eq, gt, gte, lt, lte, neq } from '../permissions/rules.ts'
import type { OriginalCondition, OriginalRule, OriginalRulesData } from './readOriginalData.ts'

/** Says with our rules module what a session of the original's says; a text is the reason why that cannot be. */
export function migrateRules(
  { target, selector, valueLimit, rules }: OriginalRulesData,
  { abi, ...window }: PermissionWindow & { readonly abi: Abi },
): Permission | string {
  const fn = abi
    .filter((item) => item.type === 'function')
    .find((item) => toFunctionSelector(item) === selector)
  if (fn === undefined) return `no function of the ABI has the selector ${selector}`
  const heads = toHeads(fn)
  const left = rules.find(({ offset }) => !heads.some((head) => head === offset))
  if (left !== undefined)
    return `a rule is about byte ${left.offset}, which is no argument of one word`
  const args: unknown[] = []
  for (const [i, head] of heads.entries()) {
    const parameter = fn.inputs[i]
    const terms = rules
      .filter(({ offset }) => offset === head)
      .map((rule) => (parameter === undefined ? undefined : toTerm(rule, parameter)))
    if (terms.some((term) => term === undefined)) {
      return `a rule compares argument ${i} (${parameter?.type}) in a way that its type does not have`
    }
    const [only, ...more] = terms
    args.push(terms.length === 0 ? any() : more.length === 0 ? only : and(only, ...more))
  }
  const value = fn.stateMutability === 'payable' ? { value: valueLimit } : {}
  return allow({ to: target, abi: [fn] as Abi, functionName: fn.name, args, ...value, ...window })
}

/** Where each argument of one word stands, in bytes behind the selector; `undefined` for the others. */
function toHeads({ inputs }: AbiFunction): readonly (number | undefined)[] {
  let offset = 0
  return inputs.map((parameter) => {
    const words = countWords(parameter)
    const head = offset
    offset += 32 * words
    return isWord(parameter) ? head : undefined
  })
}

/** Words of a parameter's head: one for the pointer of what is dynamic. */
function countWords(parameter: AbiParameter): number {
  if (isDynamic(parameter)) return 1
  const [, base = '', length] = /^(.*)\[(\d+)\]$/.exec(parameter.type) ?? []
  if (length !== undefined) return Number(length) * countWords({ ...parameter, type: base })
  return componentsOf(parameter)?.reduce((sum, one) => sum + countWords(one), 0) ?? 1
}

function isDynamic(parameter: AbiParameter): boolean {
  const { type } = parameter
  if (type === 'bytes' || type === 'string' || type.endsWith('[]')) return true
  const [, base] = /^(.*)\[\d+\]$/.exec(type) ?? []
  if (base !== undefined) return isDynamic({ ...parameter, type: base })
  return componentsOf(parameter)?.some(isDynamic) ?? false
}

function componentsOf(parameter: AbiParameter): readonly AbiParameter[] | undefined {
  return 'components' in parameter ? parameter.components : undefined
}

function isWord({ type }: AbiParameter): boolean {
  return /^(u?int\d*|address|bool|bytes\d+)$/.test(type)
}

/** The original compares words as unsigned numbers: that is what our rules do for `uint` alone, and for equality. */
function toTerm({ condition, operand }: OriginalRule, { type }: AbiParameter): unknown {
  const word = numberToHex(operand, { size: 32 })
  if (type.startsWith('uint')) return compare[condition](asArgument(operand, type))
  if (condition !== 'eq' && condition !== 'neq') return undefined
  const same = (value: bigint | number | boolean | string) =>
    condition === 'eq' ? eq(value) : neq(value)
  if (type === 'address') return operand >> 160n === 0n ? same(`0x${word.slice(26)}`) : undefined
  if (type === 'bool') return operand <= 1n ? same(operand === 1n) : undefined
  if (type.startsWith('int')) return same(asArgument(BigInt.asIntN(256, operand), type))
  const digits = 2 + 2 * Number(type.slice('bytes'.length))
  return /^0*$/.test(word.slice(digits)) ? same(word.slice(0, digits)) : undefined
}

/** Rules take the numbers that the ABI's types have in TypeScript. */
function asArgument(value: bigint, type: string): bigint | number {
  const isSmall = Number(/\d+$/.exec(type)?.[0] ?? 256) <= 48
  return isSmall && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

const compare: Readonly<Record<OriginalCondition, (value: bigint | number) => unknown>> = {
  ...{ eq, neq, lt, lte, gt, gte },
}

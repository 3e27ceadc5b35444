import { type Address, formatEther, getAddress, type Hex, hexToBigInt, size } from 'viem'
import type { Comparison } from './operators.ts'
import type { AbiRules, ArgumentRule, Parameter, Rule } from './ruleTypes.ts'

/** A marked parameter in words, and what stands in it if it is an array. */
type Named = { readonly name: string; readonly parameter: Parameter }

/** Says in words what rules allow, without the limits. */
export function describeRules({
  target,
  selector,
  valueCap,
  parameters,
  rules,
  charged,
}: AbiRules): string {
  const marked: Named[] = []
  parameters.forEach((parameter, i) => {
    nameMarks(parameter, `argument ${i + 1}`, marked)
  })
  const sent =
    valueCap > 0n ? `, sending at most ${formatEther(valueCap)} of the native currency` : ''
  const call = `Call the function ${selector} of the contract ${target}${sent}`
  const bound = rules.map((rule) => describe(rule, marked))
  const others = parameters.some(isFree) ? ', and the rest may be anything' : ''
  const rest = bound.length === 0 ? 'with any arguments' : `where ${bound.join(', and ')}${others}`
  return `${call}, ${rest}${describeCharged(charged, marked)}`
}

/** Whether something in a parameter has no rule that names it. */
function isFree(parameter: Parameter): boolean {
  if (parameter.kind === 'tuple') return parameter.members.some(isFree)
  if ('of' in parameter) return isFree(parameter.of)
  return !parameter.marked
}

function describeCharged(charged: AbiRules['charged'], marked: readonly Named[]): string {
  if (charged === undefined) return ''
  const what = charged === 'value' ? 'wei of the native currency' : nameOf(marked, charged)
  return ` (what its limits count is ${what})`
}

/** Names the marked parameters in the order in which they are numbered. */
function nameMarks(parameter: Parameter, name: string, marked: Named[]) {
  if (parameter.marked) marked.push({ name, parameter })
  if (parameter.kind === 'tuple') {
    parameter.members.forEach((member, i) => {
      nameMarks(member, `member ${i + 1} of ${name}`, marked)
    })
  } else if ('of' in parameter) {
    nameMarks(parameter.of, 'the element', marked)
  }
}

const nameOf = (marked: readonly Named[], mark: number) => marked[mark]?.name ?? `mark ${mark}`

function describe(rule: Rule, marked: readonly Named[]): string {
  const inner = (one: Rule) => describe(one, marked)
  switch (rule.operator) {
    case 'and':
      return group(rule.rules.map(inner), ' and ')
    case 'or':
      return group(rule.rules.map(inner), ' or ')
    case 'not':
      return `it is not so that ${inner(rule.rule)}`
    case 'every':
      return `for every element of ${nameOf(marked, rule.mark)}: (${inner(rule.rule)})`
    case 'some':
      return `for at least one element of ${nameOf(marked, rule.mark)}: (${inner(rule.rule)})`
    case 'at':
      return `for element ${rule.index + 1} of ${nameOf(marked, rule.mark)}, which must be there: (${inner(rule.rule)})`
    default:
      return describeArgumentRule(rule, marked)
  }
}

const group = (parts: readonly string[], word: string) =>
  parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(word)})`

const comparisonWords: { readonly [name in Comparison]: string } = {
  lt: 'is less than',
  lte: 'is at most',
  gt: 'is more than',
  gte: 'is at least',
  eq: 'is',
  neq: 'is not',
}

function describeArgumentRule(rule: ArgumentRule, marked: readonly Named[]): string {
  const named = marked[rule.mark]
  const name = nameOf(marked, rule.mark)
  const show = (operand: Hex) => describeOperand(operand, named?.parameter)
  switch (rule.operator) {
    case 'self':
      return `${name} is the account itself`
    case 'between':
      return `${name} is from ${show(rule.from)} to ${show(rule.to)}`
    case 'in':
      return `${name} is one of ${rule.operands.map(show).join(', ') || 'nothing'}`
    case 'inTree':
      return `${name} belongs to the set with the root ${rule.root}`
    case 'masked':
      return `${name}, masked with ${show(rule.mask)}, is ${show(rule.operand)}`
    case 'prefix':
      return `${name} begins with ${rule.bytes}`
    case 'length':
      return `${name} has ${describeLength(rule, named?.parameter.kind === 'list' ? 'element' : 'byte')}`
    default:
      return `${name} ${comparisonWords[rule.operator]} ${show(rule.operand)}`
  }
}

function describeLength(rule: { from: Hex; to: Hex }, unit: string): string {
  const [from, to] = [toNumber(rule.from), toNumber(rule.to)]
  const units = to === 1n ? unit : `${unit}s`
  return from === to ? `exactly ${from} ${units}` : `from ${from} to ${to} ${units}`
}

const toNumber = (operand: Hex) => (operand === '0x' ? 0n : hexToBigInt(operand))

function describeOperand(operand: Hex, parameter: Parameter | undefined): string {
  const value = toNumber(operand)
  switch (parameter?.kind) {
    case 'address':
      return describeAddress(value)
    case 'bool':
      return value === 1n ? 'true' : value === 0n ? 'false' : `${value}`
    case 'int':
      return `${BigInt.asIntN(8 * size(operand), value)}`
    case 'fixedBytes':
      return operand.padEnd(2 + 2 * parameter.size, '0')
    default:
      return `${value}`
  }
}

function describeAddress(value: bigint): string {
  if (value >> 160n !== 0n) return `${value}`
  // 40 digits are an address.
  return getAddress(`0x${value.toString(16).padStart(40, '0')}` as Address)
}

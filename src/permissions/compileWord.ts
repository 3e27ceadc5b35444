import { isHex, size } from 'viem'
import type { Parameter, WordType } from '../svm/rules/ruleTypes.ts'
import { RuleError } from './RuleError.ts'
import { type Draft, refuseKind, type Subject } from './ruleDraft.ts'
import { type AnyKindOfRule, type MaskRule, type RangeRule, ruleTag } from './rules.ts'
import { toInteger, toOperand, toOperands } from './toOperand.ts'

type WordSubject = Subject & { readonly parameter: Parameter & WordType }

/** Whether a parameter is one word. */
export function isWordType(parameter: Parameter): parameter is Parameter & WordType {
  const { kind } = parameter
  return ['uint', 'int', 'fixedBytes', 'bool', 'address'].includes(kind)
}

/** Compiles a rule on a parameter that is one word. @throws RuleError */
export function compileWord(rule: AnyKindOfRule, subject: WordSubject): Draft {
  const { parameter, path } = subject
  const { kind } = parameter
  const isNumber = kind === 'uint' || kind === 'int'
  switch (rule[ruleTag]) {
    case 'eq':
    case 'neq': {
      const operand = toOperand(parameter, rule.value, path)
      return (of) => ({ operator: rule[ruleTag], mark: of(parameter), operand })
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      if (!isNumber) throw refuseKind(rule, subject)
      const operand = toOperand(parameter, rule.value, path)
      return (of) => ({ operator: rule[ruleTag], mark: of(parameter), operand })
    }
    case 'between':
      if (!isNumber) throw refuseKind(rule, subject)
      return compileRange(rule, subject)
    case 'oneOf':
      if (kind === 'bool') throw refuseKind(rule, subject)
      return compileSet(rule.values, subject)
    case 'memberOf': {
      if (kind === 'bool') throw refuseKind(rule, subject)
      requireTree(rule.root, subject)
      const { root } = rule
      return (of) => ({ operator: 'inTree', mark: of(parameter), root })
    }
    case 'mask':
      if (kind !== 'uint' && kind !== 'fixedBytes') throw refuseKind(rule, subject)
      return compileMask(rule, subject)
    case 'self':
      if (kind !== 'address') throw refuseKind(rule, subject)
      return (of) => ({ operator: 'self', mark: of(parameter) })
    default:
      throw refuseKind(rule, subject)
  }
}

function compileRange(rule: RangeRule<unknown>, { parameter, path }: WordSubject): Draft {
  if (toInteger(parameter, rule.from, path) > toInteger(parameter, rule.to, path)) {
    throw refuseNever(path, 'is a range that ends before it begins')
  }
  const from = toOperand(parameter, rule.from, path)
  const to = toOperand(parameter, rule.to, path)
  return (of) => ({ operator: 'between', mark: of(parameter), from, to })
}

function compileSet(values: readonly unknown[], { parameter, path }: WordSubject): Draft {
  if (values.length === 0) throw refuseNever(path, 'is a set of nothing')
  if (values.length > 255) {
    throw new RuleError({
      ...{ path, reason: `is a set of ${values.length}; session data hold up to 255` },
      fix: 'Use `memberOf` with the root of `toMemberSet`.',
    })
  }
  const operands = toOperands(parameter, values, path)
  if (new Set(operands).size !== operands.length) {
    throw new RuleError({
      ...{ path, reason: 'is a set that has a member twice' },
      fix: 'List every value once.',
    })
  }
  return (of) => ({ operator: 'in', mark: of(parameter), operands })
}

function compileMask(rule: MaskRule<unknown>, { parameter, path }: WordSubject): Draft {
  const mask = toOperand(parameter, rule.mask, path)
  const operand = toOperand(parameter, rule.value, path)
  const isNumber = parameter.kind === 'uint'
  const [selected, wanted] = [mask, operand].map((hex) => {
    const digits = isNumber ? hex.slice(2).padStart(64, '0') : hex.slice(2).padEnd(64, '0')
    return BigInt(`0x${digits}`)
  })
  if (selected === undefined || wanted === undefined || (selected & wanted) !== wanted) {
    throw refuseNever(path, 'wants bits that its mask does not select')
  }
  return (of) => ({ operator: 'masked', mark: of(parameter), mask, operand })
}

function requireTree(root: unknown, { path, negated }: WordSubject) {
  if (negated) {
    throw new RuleError({
      ...{ path, reason: 'asks below a NOT for a proof, where a false one would do' },
      fix: 'Use `not(oneOf(…))` for what is to be excluded.',
    })
  }
  if (isHex(root) && size(root) === 32) return
  throw new RuleError({
    ...{ path, reason: 'has a root that is not 32 bytes of hex' },
    fix: 'Pass the root of `toMemberSet`.',
  })
}

function refuseNever(path: string, reason: string): RuleError {
  return new RuleError({ path, reason, fix: 'No call could obey it: check the values.' })
}

import type { AbiParameter } from 'viem'
import type { Limits } from '../svm/limits.ts'
import type { AbiRules, Parameter, Rule } from '../svm/rules/ruleTypes.ts'
import { maxDepth } from '../svm/rules/typeBytes.ts'
import { compileBytes } from './compileBytes.ts'
import { compileWord, isWordType } from './compileWord.ts'
import { listMembers } from './listMembers.ts'
import { RuleError } from './RuleError.ts'
import { type Draft, join, refuseKind, type Subject } from './ruleDraft.ts'
import { type ElementRule, type ElementsRule, isRule, type LimitedRule, ruleTag } from './rules.ts'
import { toParameter } from './toParameter.ts'

export type Compiled = Pick<AbiRules, 'parameters' | 'rules' | 'charged'> & {
  readonly limits?: Limits | undefined
}

/**
 * Compiles what is said of a function's arguments into rules of ABIRulesSVM.
 *
 * @throws RuleError for whatever could not be enforced as it is written
 */
export function compileArguments(inputs: readonly AbiParameter[], args: unknown): Compiled {
  const abi = { type: 'tuple', components: inputs }
  // A function without parameters has nothing that a layout would describe.
  const members = inputs.map((input, i) => toParameter(input, `args.${input.name || i}`))
  const root: Parameter = { kind: 'tuple', members }
  const marked = new Set<Parameter>()
  let charged: { parameter: Parameter; rule: LimitedRule } | undefined

  const drafts = compile(args, {
    ...{ abi, parameter: root, path: 'args', always: true, negated: false },
  })
  const numbers = new Map<Parameter, number>()
  // Asks every draft for its parameters before any is numbered.
  for (const draft of drafts) {
    draft((parameter) => {
      marked.add(parameter)
      return 0
    })
  }
  if (charged) marked.add(charged.parameter)
  const parameters = members.map((member) => number(member, marked, numbers))
  const rules = drafts.map((draft) => draft((parameter) => numbers.get(parameter) ?? 0))
  for (const rule of rules) requireDepth(rule)
  if (!charged) return { parameters, rules }
  const { perUse, total } = charged.rule
  return {
    ...{ parameters, rules, charged: numbers.get(charged.parameter) },
    limits: {
      ...(perUse === undefined ? {} : { perUse }),
      ...(total === undefined ? {} : { total }),
    },
  }

  function compile(rule: unknown, subject: Subject): readonly Draft[] {
    if (!isRule(rule)) return compileValue(rule, subject)
    switch (rule[ruleTag]) {
      case 'any':
        return []
      case 'and':
        requireSome(rule.rules, subject)
        return rule.rules.flatMap((inner) => compile(inner, subject))
      case 'or': {
        requireSome(rule.rules, subject)
        const choices = rule.rules.map((inner) => requireRule(inner, sometimes(subject)))
        return [(numberOf) => ({ operator: 'or', rules: choices.map((one) => one(numberOf)) })]
      }
      case 'not': {
        const inner = requireRule(rule.rule, { ...sometimes(subject), negated: true })
        return [(numberOf) => ({ operator: 'not', rule: inner(numberOf) })]
      }
      case 'limited':
        charge(rule, subject)
        return []
      case 'every':
      case 'some':
      case 'element':
        return compileElements(rule, subject)
      default:
        if (isWordType(subject.parameter)) {
          return [compileWord(rule, { ...subject, parameter: subject.parameter })]
        }
        return compileBytes(rule, subject)
    }
  }

  function compileValue(value: unknown, subject: Subject): readonly Draft[] {
    const { parameter, abi } = subject
    if (parameter.kind === 'tuple') {
      const components = 'components' in abi ? (abi.components ?? []) : []
      return compileMembers(value, { subject, components, members: parameter.members })
    }
    if (parameter.kind === 'array' || parameter.kind === 'list') {
      return compileList(value, { ...subject, parameter })
    }
    const rule = { [ruleTag]: 'eq', value } as const
    if (isWordType(parameter)) return [compileWord(rule, { ...subject, parameter })]
    return compileBytes(rule, subject)
  }

  function compileMembers(
    value: unknown,
    {
      subject,
      components,
      members,
    }: {
      subject: Subject
      components: readonly AbiParameter[]
      members: readonly Parameter[]
    },
  ): readonly Draft[] {
    const listed = listMembers(value, components, subject.path)
    return listed.flatMap(({ index, rule }) => {
      const [abi, parameter] = [components[index], members[index]]
      if (!abi || !parameter) return []
      const path = `${subject.path}.${abi.name || index}`
      return compile(rule, { ...subject, abi, parameter, path })
    })
  }

  /** A list of rules: an array of exactly so many elements, each obeying its rule. */
  function compileList(
    value: unknown,
    subject: Subject & { parameter: Parameter & { kind: 'array' | 'list' } },
  ): readonly Draft[] {
    const { parameter, path } = subject
    if (!Array.isArray(value)) {
      throw new RuleError({
        ...{ path, reason: 'is no list' },
        fix: 'Pass one rule for each element, or `every`, `some`, `element` or `lengthBetween`.',
      })
    }
    const { length } = value
    if (parameter.kind === 'array' && length !== parameter.length) {
      throw new RuleError({
        ...{ path, reason: `lists ${length} elements of ${parameter.length}` },
        fix: 'Pass one rule for each element; `any()` where it may be anything.',
      })
    }
    const elements = value.flatMap((rule, index) =>
      isRule(rule) && rule[ruleTag] === 'any'
        ? []
        : compileElements({ [ruleTag]: 'element', index, rule }, subject),
    )
    if (parameter.kind === 'array') return elements
    const exactly = { [ruleTag]: 'length', from: length, to: length } as const
    return [...compileBytes(exactly, subject), ...elements]
  }

  function compileElements(
    rule: ElementsRule<unknown> | ElementRule<unknown>,
    subject: Subject,
  ): readonly Draft[] {
    const { parameter, abi, path } = subject
    if (parameter.kind !== 'array' && parameter.kind !== 'list') {
      throw refuseKind(rule, subject)
    }
    const inside = {
      ...sometimes(subject),
      abi: { ...abi, type: abi.type.replace(/\[[0-9]*\]$/, '') },
      parameter: parameter.of,
      path: rule[ruleTag] === 'element' ? `${path}[${rule.index}]` : `${path}[]`,
    }
    if (rule[ruleTag] === 'every') {
      const drafts = compile(rule.rule, inside)
      if (drafts.length === 0) return []
      const inner = join(drafts)
      return [(of) => ({ operator: 'every', mark: of(parameter), rule: inner(of) })]
    }
    const inner = requireRule(rule.rule, inside)
    if (!('index' in rule)) {
      return [(of) => ({ operator: 'some', mark: of(parameter), rule: inner(of) })]
    }
    const { index } = rule
    const end = parameter.kind === 'array' ? parameter.length : 2 ** 16
    if (!Number.isInteger(index) || index < 0 || index >= end) {
      throw new RuleError({
        ...{ path, reason: `is about the element ${index}; there are 0 to ${end - 1}` },
        fix: 'Count elements from 0.',
      })
    }
    return [(of) => ({ operator: 'at', mark: of(parameter), index, rule: inner(of) })]
  }

  /** A rule of which something must depend. */
  function requireRule(rule: unknown, subject: Subject): Draft {
    const drafts = compile(rule, subject)
    if (drafts.length > 0) return join(drafts)
    throw new RuleError({
      ...{ path: subject.path, reason: 'allows anything, so what it stands in would say nothing' },
      fix: 'Leave the rule around it out, or say what is to be allowed.',
    })
  }

  function charge(rule: LimitedRule, subject: Subject) {
    const { parameter, path, always } = subject
    if (parameter.kind !== 'uint') throw refuseKind(rule, subject)
    const reason = !always
      ? 'counts an amount that not every call has'
      : charged
        ? 'is the second that counts an amount; a session has one counter'
        : rule.perUse === undefined && rule.total === undefined
          ? 'sets no limit'
          : undefined
    if (reason === undefined) {
      charged = { parameter, rule }
      return
    }
    throw new RuleError({
      ...{ path, reason },
      fix: 'Use `total` or `limited` once, on one argument that is in no list, OR or NOT; see `lte` for others.',
    })
  }
}

/** Refuses rules within rules that go deeper than the module follows. */
function requireDepth(rule: Rule, depth = 0) {
  const inner = 'rules' in rule ? rule.rules : 'rule' in rule ? [rule.rule] : []
  if (inner.length > 0 && depth >= maxDepth) {
    throw new RuleError({
      ...{ path: 'args', reason: `has rules within rules, more than ${maxDepth} deep` },
      fix: 'Say the same with fewer levels of and, or, not, every, some and element.',
    })
  }
  for (const one of inner) requireDepth(one, depth + 1)
}

const sometimes = (subject: Subject): Subject => ({ ...subject, always: false })

function requireSome(rules: readonly unknown[], { path }: Subject) {
  if (rules.length > 0 && rules.length < 256) return
  throw new RuleError({
    ...{ path, reason: `joins ${rules.length} rules` },
    fix: 'Join between 1 and 255 rules.',
  })
}

/** Copies a parameter with its mark, and numbers it. */
function number(
  parameter: Parameter,
  marked: ReadonlySet<Parameter>,
  numbers: Map<Parameter, number>,
): Parameter {
  const own = marked.has(parameter) ? { marked: true } : {}
  if (marked.has(parameter)) numbers.set(parameter, numbers.size)
  if (parameter.kind === 'tuple') {
    const members = parameter.members.map((member) => number(member, marked, numbers))
    return { ...parameter, members }
  }
  if ('of' in parameter) return { ...parameter, ...own, of: number(parameter.of, marked, numbers) }
  return { ...parameter, ...own }
}

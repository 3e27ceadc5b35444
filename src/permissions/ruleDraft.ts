import type { AbiParameter } from 'viem'
import type { Parameter, Rule } from '../svm/rules/ruleTypes.ts'
import { RuleError } from './RuleError.ts'
import { type AnyKindOfRule, ruleTag } from './rules.ts'

/** A rule whose parameters are not numbered yet. */
export type Draft = (numberOf: (parameter: Parameter) => number) => Rule

/** A parameter with its place in the ABI. */
export type Subject = {
  readonly abi: AbiParameter
  readonly parameter: Parameter
  readonly path: string
  /** Whether every call must obey the rule, so that what it moves can be counted. */
  readonly always: boolean
  readonly negated: boolean
}

/** One draft of several that all must hold. */
export function join(drafts: readonly Draft[]): Draft {
  const [first] = drafts
  if (drafts.length === 1 && first) return first
  return (numberOf) => ({ operator: 'and', rules: drafts.map((draft) => draft(numberOf)) })
}

/** The error of a rule that a type cannot have. */
export function refuseKind(rule: AnyKindOfRule, { abi, path }: Subject): RuleError {
  return new RuleError({
    ...{
      path,
      reason: `is \`${rule[ruleTag]}\`, which a parameter of the type ${abi.type} cannot have`,
    },
    fix: 'Use a rule that goes with the argument’s type.',
  })
}

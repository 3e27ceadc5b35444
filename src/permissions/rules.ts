import type { Hex } from 'viem'

/** Tells a rule from a value that stands for itself. */
export const ruleTag: unique symbol = Symbol('session-router rule')

type Plain = bigint | number | boolean | string

export interface AnyRule {
  readonly [ruleTag]: 'any'
}
export interface EqualRule<value> {
  readonly [ruleTag]: 'eq' | 'neq'
  readonly value: value
}
export interface SetRule<value> {
  readonly [ruleTag]: 'oneOf'
  readonly values: readonly value[]
}
export interface TreeRule {
  readonly [ruleTag]: 'memberOf'
  readonly root: Hex
}
export interface OrderRule<value> {
  readonly [ruleTag]: 'lt' | 'lte' | 'gt' | 'gte'
  readonly value: value
}
export interface RangeRule<value> {
  readonly [ruleTag]: 'between'
  readonly from: value
  readonly to: value
}
export interface MaskRule<value> {
  readonly [ruleTag]: 'mask'
  readonly mask: value
  readonly value: value
}
export interface SelfRule {
  readonly [ruleTag]: 'self'
}
export interface LengthRule {
  readonly [ruleTag]: 'length'
  readonly from: number
  readonly to: number
}
export interface PrefixRule<value> {
  readonly [ruleTag]: 'startsWith'
  readonly value: value
}
export interface LimitedRule {
  readonly [ruleTag]: 'limited'
  readonly perUse?: bigint | undefined
  readonly total?: bigint | undefined
}
export interface ElementsRule<rule> {
  readonly [ruleTag]: 'every' | 'some'
  readonly rule: rule
}
export interface ElementRule<rule> {
  readonly [ruleTag]: 'element'
  readonly index: number
  readonly rule: rule
}
export interface GroupRule<rule> {
  readonly [ruleTag]: 'and' | 'or'
  readonly rules: readonly rule[]
}
export interface NotRule<rule> {
  readonly [ruleTag]: 'not'
  readonly rule: rule
}

/** Every kind of rule. */
export type AnyKindOfRule =
  | AnyRule
  | EqualRule<unknown>
  | SetRule<unknown>
  | TreeRule
  | OrderRule<unknown>
  | RangeRule<unknown>
  | MaskRule<unknown>
  | SelfRule
  | LengthRule
  | PrefixRule<unknown>
  | LimitedRule
  | ElementsRule<unknown>
  | ElementRule<unknown>
  | GroupRule<unknown>
  | NotRule<unknown>

/** The argument may be anything of its type. */
export const any = (): AnyRule => ({ [ruleTag]: 'any' })

/** The argument is this value; the same as the value itself. */
export const eq = <const value extends Plain>(value: value): EqualRule<value> => ({
  ...{ [ruleTag]: 'eq', value },
})

/** The argument is anything but this value. */
export const neq = <const value extends Plain>(value: value): EqualRule<value> => ({
  ...{ [ruleTag]: 'neq', value },
})

/** The argument is less than this; signed where its type is. */
export const lt = <const value extends bigint | number>(value: value): OrderRule<value> => ({
  ...{ [ruleTag]: 'lt', value },
})

/** The argument is at most this; signed where its type is. */
export const lte = <const value extends bigint | number>(value: value): OrderRule<value> => ({
  ...{ [ruleTag]: 'lte', value },
})

/** The argument is more than this; signed where its type is. */
export const gt = <const value extends bigint | number>(value: value): OrderRule<value> => ({
  ...{ [ruleTag]: 'gt', value },
})

/** The argument is at least this; signed where its type is. */
export const gte = <const value extends bigint | number>(value: value): OrderRule<value> => ({
  ...{ [ruleTag]: 'gte', value },
})

/** The argument lies between two values, both allowed. */
export const between = <const value extends bigint | number>(
  from: value,
  to: NoInfer<value> | value,
): RangeRule<value> => ({ [ruleTag]: 'between', from, to })

/** The argument is one of these values. For more than some dozens, see `memberOf`. */
export const oneOf = <const values extends readonly [Plain, ...Plain[]]>(
  ...values: values
): SetRule<values[number]> => ({ [ruleTag]: 'oneOf', values })

/** The argument belongs to the set with this root; calls carry a proof. See `toMemberSet`. */
export const memberOf = (root: Hex): TreeRule => ({ [ruleTag]: 'memberOf', root })

/** The bits of the argument that `mask` selects are those of `value`. */
export const mask = <const value extends bigint | number | Hex>(
  mask: value,
  value: NoInfer<value> | value,
): MaskRule<value> => ({ [ruleTag]: 'mask', mask, value })

/** The argument is the account that executes the call. */
export const self = (): SelfRule => ({ [ruleTag]: 'self' })

/** Bytes, a string or a list has so many bytes or elements, both bounds allowed. */
export const lengthBetween = (from: number, to: number): LengthRule => ({
  ...{ [ruleTag]: 'length', from, to },
})

/** Bytes or a string begin so: with hex for bytes, with text for a string. */
export const startsWith = <const value extends string>(value: value): PrefixRule<value> => ({
  ...{ [ruleTag]: 'startsWith', value },
})

/** All calls together may move this much of the argument, over the grant's life. */
export const total = (total: bigint): LimitedRule => limited({ total })

/** Each call, and all calls together, may move so much of the argument. */
export const limited = (limits: {
  readonly perUse?: bigint | undefined
  readonly total?: bigint | undefined
}): LimitedRule => ({ [ruleTag]: 'limited', ...limits })

/** Every element of an array obeys a rule; an empty array does. */
export const every = <const rule>(rule: rule): ElementsRule<rule> => ({ [ruleTag]: 'every', rule })

/** At least one element of an array obeys a rule. */
export const some = <const rule>(rule: rule): ElementsRule<rule> => ({ [ruleTag]: 'some', rule })

/** The element at `index`, counted from 0, is there and obeys a rule. */
export const element = <const rule>(index: number, rule: rule): ElementRule<rule> => ({
  ...{ [ruleTag]: 'element', index, rule },
})

/** All rules hold. */
export const and = <const rules extends readonly [unknown, ...unknown[]]>(
  ...rules: rules
): GroupRule<rules[number]> => ({ [ruleTag]: 'and', rules })

/** At least one rule holds. */
export const or = <const rules extends readonly [unknown, ...unknown[]]>(
  ...rules: rules
): GroupRule<rules[number]> => ({ [ruleTag]: 'or', rules })

/** The rule does not hold. */
export const not = <const rule>(rule: rule): NotRule<rule> => ({ [ruleTag]: 'not', rule })

/** Whether a value is a rule, and not one that stands for itself. */
export function isRule(value: unknown): value is AnyKindOfRule {
  return typeof value === 'object' && value !== null && ruleTag in value
}

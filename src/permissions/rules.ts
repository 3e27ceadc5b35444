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

/**
 * The argument may be anything of its type.
 *
 * @example
 * ```ts
 * const args = { to: any(), value: lte(amount('100', 18)) }
 * ```
 */
export const any = (): AnyRule => ({ [ruleTag]: 'any' })

/**
 * The argument is this value; the same as the value itself.
 *
 * @example
 * ```ts
 * const args = { to: eq(vault), value: any() }
 * ```
 */
export const eq = <const value extends Plain>(value: value): EqualRule<value> => ({
  ...{ [ruleTag]: 'eq', value },
})

/**
 * The argument is anything but this value.
 *
 * @example
 * ```ts
 * const args = { to: neq(account.address), value: any() }
 * ```
 */
export const neq = <const value extends Plain>(value: value): EqualRule<value> => ({
  ...{ [ruleTag]: 'neq', value },
})

/**
 * The argument is less than this; signed where its type is.
 *
 * @example
 * ```ts
 * const args = { tickLower: lt(0), tickUpper: gt(0) }
 * ```
 */
export const lt = <const value extends bigint | number>(value: value): OrderRule<value> => ({
  ...{ [ruleTag]: 'lt', value },
})

/**
 * The argument is at most this; signed where its type is.
 *
 * @example
 * ```ts
 * const args = { spender: dex, value: lte(amount('100', 18)) }
 * ```
 */
export const lte = <const value extends bigint | number>(value: value): OrderRule<value> => ({
  ...{ [ruleTag]: 'lte', value },
})

/**
 * The argument is more than this; signed where its type is.
 *
 * @example
 * ```ts
 * const args = { tickLower: lt(0), tickUpper: gt(0) }
 * ```
 */
export const gt = <const value extends bigint | number>(value: value): OrderRule<value> => ({
  ...{ [ruleTag]: 'gt', value },
})

/**
 * The argument is at least this; signed where its type is.
 *
 * @example
 * ```ts
 * const args = { amountOutMin: gte(amount('95', 18)), to: self() }
 * ```
 */
export const gte = <const value extends bigint | number>(value: value): OrderRule<value> => ({
  ...{ [ruleTag]: 'gte', value },
})

/**
 * The argument lies between two values, both allowed.
 *
 * @example
 * ```ts
 * const args = { fee: between(100, 3000), recipient: self() }
 * ```
 */
export const between = <const value extends bigint | number>(
  from: value,
  to: NoInfer<value> | value,
): RangeRule<value> => ({ [ruleTag]: 'between', from, to })

/**
 * The argument is one of these values. For more than some dozens, see `memberOf`.
 *
 * @example
 * ```ts
 * const args = { asset: oneOf(usdc, dai), amount: total(amount('500', 6)) }
 * ```
 */
export const oneOf = <const values extends readonly [Plain, ...Plain[]]>(
  ...values: values
): SetRule<values[number]> => ({ [ruleTag]: 'oneOf', values })

/**
 * The argument belongs to the set with this root; calls carry a proof. See `toMemberSet`.
 *
 * @example
 * ```ts
 * const friends = toMemberSet('address', [owner.address, vault])
 * const args = { to: memberOf(friends.root), value: total(amount('100', 18)) }
 * ```
 */
export const memberOf = (root: Hex): TreeRule => ({ [ruleTag]: 'memberOf', root })

/**
 * The bits of the argument that `mask` selects are those of `value`.
 *
 * @example
 * ```ts
 * const args = { flags: mask(0b11n, 0b01n) }
 * ```
 */
export const mask = <const value extends bigint | number | Hex>(
  mask: value,
  value: NoInfer<value> | value,
): MaskRule<value> => ({ [ruleTag]: 'mask', mask, value })

/**
 * The argument is the account that executes the call.
 *
 * @example
 * ```ts
 * const args = { assets: total(amount('100', 18)), receiver: self() }
 * ```
 */
export const self = (): SelfRule => ({ [ruleTag]: 'self' })

/**
 * Bytes, a string or a list has so many bytes or elements, both bounds allowed.
 *
 * @example
 * ```ts
 * const args = { path: lengthBetween(2, 3), to: self() }
 * ```
 */
export const lengthBetween = (from: number, to: number): LengthRule => ({
  ...{ [ruleTag]: 'length', from, to },
})

/**
 * Bytes or a string begin so: with hex for bytes, with text for a string.
 *
 * @example
 * ```ts
 * const args = { inputs: every(startsWith('0x01')) }
 * ```
 */
export const startsWith = <const value extends string>(value: value): PrefixRule<value> => ({
  ...{ [ruleTag]: 'startsWith', value },
})

/**
 * All calls together may move this much of the argument, over the grant's life.
 *
 * @example
 * ```ts
 * const args = { spender: dex, value: total(amount('500', 18)) }
 * ```
 */
export const total = (total: bigint): LimitedRule => limited({ total })

/**
 * Each call, and all calls together, may move so much of the argument.
 *
 * @example
 * ```ts
 * const args = { to: vault, value: limited({ perUse: amount('10', 18), total: amount('100', 18) }) }
 * ```
 */
export const limited = (limits: {
  readonly perUse?: bigint | undefined
  readonly total?: bigint | undefined
}): LimitedRule => ({ [ruleTag]: 'limited', ...limits })

/**
 * Every element of an array obeys a rule; an empty array does.
 *
 * @example
 * ```ts
 * const args = { path: every(oneOf(tokenIn, tokenOut)), to: self() }
 * ```
 */
export const every = <const rule>(rule: rule): ElementsRule<rule> => ({ [ruleTag]: 'every', rule })

/**
 * At least one element of an array obeys a rule.
 *
 * @example
 * ```ts
 * const args = { path: some(eq(usdc)), to: self() }
 * ```
 */
export const some = <const rule>(rule: rule): ElementsRule<rule> => ({ [ruleTag]: 'some', rule })

/**
 * The element at `index`, counted from 0, is there and obeys a rule.
 *
 * @example
 * ```ts
 * const args = { path: element(0, tokenIn), to: self() }
 * ```
 */
export const element = <const rule>(index: number, rule: rule): ElementRule<rule> => ({
  ...{ [ruleTag]: 'element', index, rule },
})

/**
 * All rules hold.
 *
 * @example
 * ```ts
 * const args = { value: and(gt(0n), lte(amount('100', 18))) }
 * ```
 */
export const and = <const rules extends readonly [unknown, ...unknown[]]>(
  ...rules: rules
): GroupRule<rules[number]> => ({ [ruleTag]: 'and', rules })

/**
 * At least one rule holds.
 *
 * @example
 * ```ts
 * const args = { to: or(self(), eq(vault)) }
 * ```
 */
export const or = <const rules extends readonly [unknown, ...unknown[]]>(
  ...rules: rules
): GroupRule<rules[number]> => ({ [ruleTag]: 'or', rules })

/**
 * The rule does not hold.
 *
 * @example
 * ```ts
 * const args = { to: not(oneOf(dex, vault)) }
 * ```
 */
export const not = <const rule>(rule: rule): NotRule<rule> => ({ [ruleTag]: 'not', rule })

/** Whether a value is a rule, and not one that stands for itself. */
export function isRule(value: unknown): value is AnyKindOfRule {
  return typeof value === 'object' && value !== null && ruleTag in value
}

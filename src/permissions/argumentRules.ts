import type { AbiParameter, AbiParameterToPrimitiveType, Address, Hex } from 'viem'
import type {
  AnyRule,
  ElementRule,
  ElementsRule,
  EqualRule,
  GroupRule,
  LengthRule,
  LimitedRule,
  MaskRule,
  NotRule,
  OrderRule,
  PrefixRule,
  RangeRule,
  SelfRule,
  SetRule,
  TreeRule,
} from './rules.ts'

/** What may be said of a parameter: a value that it must have, or a rule that its type can have. */
export type RuleOn<parameter extends AbiParameter> =
  | AnyRule
  | DirectRule<parameter>
  | GroupRule<RuleOn<parameter>>
  | NotRule<RuleOn<parameter>>

/** What may be said of the parameters of a function, or of the members of a struct: by name or by position. */
export type RulesOn<parameters extends readonly AbiParameter[]> =
  | AnyRule
  | RulesByName<parameters>
  | RulesByPosition<parameters>
  | GroupRule<RulesOn<parameters>>
  | NotRule<RulesOn<parameters>>

/** What is left out may be anything. */
export type RulesByName<parameters extends readonly AbiParameter[]> = {
  readonly [parameter in parameters[number] as parameter extends {
    name: infer name extends string
  }
    ? name extends ''
      ? never
      : name
    : never]?: RuleOn<parameter>
}

/** One for each parameter; `any()` where it may be anything. */
export type RulesByPosition<parameters extends readonly AbiParameter[]> = {
  readonly [index in keyof parameters]: RuleOn<parameters[index]>
}

type DirectRule<parameter extends AbiParameter> = string extends parameter['type']
  ? unknown
  : DirectRuleOf<parameter>

type DirectRuleOf<parameter extends AbiParameter> =
  ArrayOf<parameter['type']> extends { base: infer base; length: infer length }
    ? ArrayRule<ElementOf<parameter, base>, length>
    : parameter extends { components: infer members extends readonly AbiParameter[] }
      ? RulesOn<members>
      : SimpleRule<parameter['type'], AbiParameterToPrimitiveType<parameter>>

/** Takes the last pair of brackets off a type; `false` if it has none. */
type ArrayOf<
  type extends string,
  before extends string = '',
> = type extends `${infer head}[${infer length}]${infer rest}`
  ? rest extends ''
    ? { base: `${before}${head}`; length: length }
    : ArrayOf<rest, `${before}${head}[${length}]`>
  : false

type ElementOf<parameter extends AbiParameter, base> = parameter extends {
  components: infer members
}
  ? { type: base; components: members }
  : { type: base }

type ArrayRule<element, length> = element extends AbiParameter
  ?
      | readonly RuleOn<element>[]
      | ElementsRule<RuleOn<element>>
      | ElementRule<RuleOn<element>>
      | (length extends '' ? LengthRule : never)
  : never

type SimpleRule<type extends string, value> = type extends 'bool'
  ? boolean | EqualRule<boolean>
  : type extends 'address'
    ? Address | EqualRule<Address> | SetRule<Address> | TreeRule | SelfRule
    : type extends `uint${string}`
      ? NumberRule<value> | MaskRule<value> | LimitedRule
      : type extends `int${string}`
        ? NumberRule<value>
        : type extends 'string'
          ? string | EqualRule<string> | SetRule<string> | LengthRule | PrefixRule<string>
          : type extends 'bytes'
            ? Hex | EqualRule<Hex> | SetRule<Hex> | LengthRule | PrefixRule<Hex>
            : type extends `bytes${string}` | 'function'
              ? Hex | EqualRule<Hex> | SetRule<Hex> | TreeRule | MaskRule<Hex>
              : never

type NumberRule<value> =
  | value
  | EqualRule<value>
  | SetRule<value>
  | TreeRule
  | OrderRule<value>
  | RangeRule<value>

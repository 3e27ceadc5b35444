import type { Address, Hex } from 'viem'
import type { Comparison } from './operators.ts'

/** A parameter as the layout of a session describes it. */
export type Parameter = ParameterType & {
  /** Whether rules name it. Marked parameters are numbered in the order in which they stand. */
  readonly marked?: boolean | undefined
}

export type ParameterType =
  | WordType
  | { readonly kind: 'bytes' | 'string' }
  | { readonly kind: 'list'; readonly of: Parameter }
  | { readonly kind: 'array'; readonly length: number; readonly of: Parameter }
  | { readonly kind: 'tuple'; readonly members: readonly Parameter[] }

/** A parameter that is one word. `size`: bytes, 1 to 32. */
export type WordType =
  | { readonly kind: 'uint' | 'int' | 'fixedBytes'; readonly size: number }
  | { readonly kind: 'bool' | 'address' }

/** A rule on parameters, as session data hold it. Operands are bytes: they take the type of the parameter whose number is `mark`. */
export type Rule =
  | { readonly operator: 'and' | 'or'; readonly rules: readonly Rule[] }
  | { readonly operator: 'not'; readonly rule: Rule }
  | { readonly operator: 'every' | 'some'; readonly mark: number; readonly rule: Rule }
  | {
      readonly operator: 'at'
      readonly mark: number
      readonly index: number
      readonly rule: Rule
    }
  | ArgumentRule

/** A rule that looks at one parameter. */
export type ArgumentRule =
  | { readonly operator: Comparison; readonly mark: number; readonly operand: Hex }
  | {
      readonly operator: 'between' | 'length'
      readonly mark: number
      readonly from: Hex
      readonly to: Hex
    }
  | {
      readonly operator: 'masked'
      readonly mark: number
      readonly mask: Hex
      readonly operand: Hex
    }
  /** All of the same width. */
  | { readonly operator: 'in'; readonly mark: number; readonly operands: readonly Hex[] }
  | { readonly operator: 'inTree'; readonly mark: number; readonly root: Hex }
  | { readonly operator: 'self'; readonly mark: number }
  | { readonly operator: 'prefix'; readonly mark: number; readonly bytes: Hex }

/** One function of one contract, with rules on its arguments that all must hold. */
export type AbiRules = {
  readonly target: Address
  readonly selector: Hex
  /** Wei: the most that a call may send. */
  readonly valueCap: bigint
  readonly parameters: readonly Parameter[]
  readonly rules: readonly Rule[]
  /**
   * What counts against the limits: the call's value, or the number of a marked parameter. Nothing but the number of uses, if left out.
   */
  readonly charged?: 'value' | number | undefined
}

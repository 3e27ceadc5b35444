import { type Abi, type AbiFunction, type Address, toFunctionSelector } from 'viem'
import { abiRules } from '../svm/abiRules.ts'
import type { RulesOn } from './argumentRules.ts'
import { compileArguments } from './compileArguments.ts'
import { findFunction } from './findFunction.ts'
import type { FunctionNameOf, FunctionOf } from './functionOf.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'
import { RuleError } from './RuleError.ts'
import { isRule, type LimitedRule, ruleTag } from './rules.ts'

export type AllowParameters<
  abi extends Abi = Abi,
  name extends FunctionNameOf<abi> = FunctionNameOf<abi>,
> = PermissionWindow & {
  /** The one contract that may be called. */
  readonly to: Address
  readonly abi: abi
  /** A name, or a signature such as `safeTransferFrom(address,address,uint256)` where several functions share the name. */
  readonly functionName: name
  /** How many calls there may be, over the grant's life. */
  readonly uses?: number | undefined
} & ArgumentsOf<FunctionOf<abi, name>> &
  ValueOf<FunctionOf<abi, name>>

/** What is said of the arguments, by name or by position. A function that has some needs it: `any()` if all may be anything. */
type ArgumentsOf<fn extends AbiFunction> = AbiFunction extends fn
  ? { readonly args?: unknown }
  : fn['inputs'] extends readonly []
    ? { readonly args?: readonly [] | undefined }
    : { readonly args: RulesOn<fn['inputs']> }

type ValueOf<fn extends AbiFunction> = 'payable' extends fn['stateMutability']
  ? {
      /** Wei: the most that a call may send; or `total` or `limited`, the most that all calls may. None by default. */
      readonly value?: bigint | LimitedRule | undefined
    }
  : { readonly value?: undefined }

/**
 * Allows one function of one contract, under rules on its arguments. A value stands for itself; a rule is made with `lte`, `oneOf`, `self`,
 * `every` and so on. The whole calldata is checked against the ABI, also arguments without a rule.
 *
 * @throws RuleError for a rule that could not be enforced as it is written; InvalidAmountError, viem's InvalidAddressError
 *
 * @example
 * ```ts
 * allow({
 *   to: vault,
 *   abi: erc4626Abi,
 *   functionName: 'redeem',
 *   args: { shares: total(amount('100', 18)), receiver: self(), owner: self() },
 * })
 * ```
 */
export function allow<const abi extends Abi, name extends FunctionNameOf<abi>>(
  parameters: AllowParameters<abi, name>,
): Permission {
  // What the types say of the rest depends on the ABI; below, everything is checked.
  const { to, abi, functionName, args, value, uses, ...rest } = parameters as AllowParameters<Abi>
  const { validAfter, validUntil, ...unknown } = rest
  for (const name of Object.keys(unknown)) {
    throw new RuleError({
      ...{ path: name, reason: 'is nothing that `allow` enforces' },
      fix: 'Leave it out.',
    })
  }
  const fn = findFunction(abi, functionName)
  const compiled = compileArguments(fn.inputs, requireArguments(fn, args))
  const sent = compileValue(fn, value)
  if (sent.limits && compiled.limits) {
    throw new RuleError({
      ...{
        path: 'value',
        reason: 'is the second that counts an amount; a session has one counter',
      },
      fix: 'Limit either the value or an argument in total.',
    })
  }
  const limits = { ...compiled.limits, ...sent.limits, ...(uses === undefined ? {} : { uses }) }
  const charged = sent.limits ? ('value' as const) : compiled.charged
  const data = abiRules.encode({
    target: to,
    selector: toFunctionSelector(fn),
    valueCap: sent.valueCap,
    parameters: compiled.parameters,
    rules: compiled.rules,
    ...(charged === undefined ? {} : { charged }),
    limits,
  })
  // Whatever the module would refuse of this data, it refuses here.
  abiRules.decode(data)
  return toPermission({ module: 'rules', data }, { validAfter, validUntil })
}

function requireArguments({ inputs, name }: AbiFunction, args: unknown): unknown {
  if (args !== undefined) return args
  if (inputs.length === 0) return []
  throw new RuleError({
    ...{ path: 'args', reason: `is missing, and \`${name}\` has ${inputs.length} parameters` },
    fix: 'Say what they may be; `any()` if all may be anything.',
  })
}

function compileValue({ stateMutability, name }: AbiFunction, value: unknown) {
  if (value === undefined || value === 0n) return { valueCap: 0n }
  if (stateMutability !== 'payable') {
    throw new RuleError({
      ...{ path: 'value', reason: `is about a function that takes none, \`${name}\`` },
      fix: 'Leave `value` out.',
    })
  }
  if (!isRule(value)) {
    // `abiRules.encode` refuses what is no amount.
    return { valueCap: value as bigint }
  }
  if (value[ruleTag] !== 'limited' || (value.perUse ?? value.total) === undefined) {
    throw new RuleError({
      ...{ path: 'value', reason: 'is no limit' },
      fix: 'Pass wei, `total(…)` or `limited(…)`.',
    })
  }
  const { perUse, total } = value
  const limits = {
    ...(perUse === undefined ? {} : { perUse }),
    ...(total === undefined ? {} : { total }),
  }
  const most = 2n ** 96n - 1n
  const [valueCap = most] = [perUse, total, most]
    .filter((cap) => cap !== undefined)
    .sort((a, b) => (a < b ? -1 : 1))
  return { valueCap, limits }
}

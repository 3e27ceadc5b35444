import { type Hex, size, stringToHex } from 'viem'
import { RuleError } from './RuleError.ts'
import { type Draft, join, refuseKind, type Subject } from './ruleDraft.ts'
import { type AnyKindOfRule, type LengthRule, ruleTag } from './rules.ts'
import { encodeUint, isBytes } from './toOperand.ts'

/** Compiles a rule on bytes, a string, or the length of a list. @throws RuleError */
export function compileBytes(rule: AnyKindOfRule, subject: Subject): readonly Draft[] {
  const { parameter } = subject
  const isText = parameter.kind === 'bytes' || parameter.kind === 'string'
  switch (rule[ruleTag]) {
    case 'length':
      if (!isText && parameter.kind !== 'list') throw refuseKind(rule, subject)
      return [compileLength(rule, subject)]
    case 'startsWith': {
      if (!isText) throw refuseKind(rule, subject)
      const bytes = toBytes(rule.value, subject)
      if (bytes !== '0x') return [compilePrefix(bytes, subject)]
      throw new RuleError({
        ...{ path: subject.path, reason: 'begins with nothing, as everything does' },
        fix: 'Say `any()` if the argument may be anything.',
      })
    }
    case 'eq':
      if (!isText) throw refuseKind(rule, subject)
      return compileEqual(rule.value, subject)
    case 'neq':
      if (!isText) throw refuseKind(rule, subject)
      return [negate(join(compileEqual(rule.value, subject)))]
    case 'oneOf': {
      if (!isText) throw refuseKind(rule, subject)
      const choices = rule.values.map((value) => join(compileEqual(value, subject)))
      if (choices.length > 0 && choices.length < 256) {
        return [(of) => ({ operator: 'or', rules: choices.map((one) => one(of)) })]
      }
      throw new RuleError({
        ...{ path: subject.path, reason: `is a set of ${choices.length}` },
        fix: 'List between 1 and 255 values.',
      })
    }
    default:
      throw refuseKind(rule, subject)
  }
}

/** Bytes are equal where they have the same length and begin in the same way. */
function compileEqual(value: unknown, subject: Subject): readonly Draft[] {
  const bytes = toBytes(value, subject)
  const length = size(bytes)
  const sameLength = compileLength({ [ruleTag]: 'length', from: length, to: length }, subject)
  return length === 0 ? [sameLength] : [sameLength, compilePrefix(bytes, subject)]
}

function compilePrefix(bytes: Hex, { parameter, path }: Subject): Draft {
  if (size(bytes) <= 255) return (of) => ({ operator: 'prefix', mark: of(parameter), bytes })
  throw new RuleError({
    ...{ path, reason: `compares ${size(bytes)} bytes; session data hold up to 255` },
    fix: 'Compare the beginning alone, with `startsWith`.',
  })
}

function compileLength({ from, to }: LengthRule, { parameter, path }: Subject): Draft {
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0
  if (!isCount(from) || !isCount(to) || from > to) {
    throw new RuleError({
      ...{ path, reason: `wants a length from ${from} to ${to}` },
      fix: 'Pass whole numbers, the smaller one first.',
    })
  }
  const bounds = { from: encodeUint(BigInt(from)), to: encodeUint(BigInt(to)) }
  return (of) => ({ operator: 'length', mark: of(parameter), ...bounds })
}

function toBytes(value: unknown, { parameter, path }: Subject): Hex {
  if (parameter.kind === 'string' && typeof value === 'string') return stringToHex(value)
  // Lower case changes no byte of a hex text.
  if (parameter.kind === 'bytes' && isBytes(value)) return value.toLowerCase() as Hex
  const wanted = parameter.kind === 'string' ? 'a text' : 'a hex text of whole bytes'
  throw new RuleError({
    ...{ path, reason: `has ${String(value)} where it needs ${wanted}` },
    fix: 'Pass a value of the argument’s type.',
  })
}

const negate =
  (draft: Draft): Draft =>
  (of) => ({ operator: 'not', rule: draft(of) })

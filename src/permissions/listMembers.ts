import type { AbiParameter } from 'viem'
import { RuleError } from './RuleError.ts'

/**
 * Lists what is said of parameters, by name or by position.
 *
 * @throws RuleError for a name or a position that there is not
 */
export function listMembers(
  value: unknown,
  components: readonly AbiParameter[],
  path: string,
): readonly { index: number; rule: unknown }[] {
  if (Array.isArray(value)) {
    if (value.length === components.length) {
      return value.map((rule, index) => ({ index, rule: requireDefined(rule, `${path}.${index}`) }))
    }
    throw new RuleError({
      ...{ path, reason: `lists ${value.length} arguments of ${components.length}` },
      fix: 'Pass one for each; `any()` where it may be anything.',
    })
  }
  if (typeof value !== 'object' || value === null) {
    throw new RuleError({
      ...{ path, reason: 'is neither an object nor a list' },
      fix: 'Pass rules by name or by position; `any()` if all may be anything.',
    })
  }
  return Reflect.ownKeys(value).flatMap((name) => {
    const index = components.findIndex((component) => component.name === name)
    const isAmbiguous = components.filter((component) => component.name === name).length > 1
    if (typeof name !== 'string' || name === '' || index < 0 || isAmbiguous) {
      throw new RuleError({
        ...{ path: `${path}.${String(name)}`, reason: `names none of ${listNames(components)}` },
        fix: 'Use the names of the ABI, or a list where parameters have none.',
      })
    }
    // The key is one of the object's own.
    const rule = (value as Record<string, unknown>)[name]
    return [{ index, rule: requireDefined(rule, `${path}.${name}`) }]
  })
}

function requireDefined(rule: unknown, path: string): unknown {
  if (rule !== undefined) return rule
  throw new RuleError({
    ...{ path, reason: 'is undefined' },
    fix: 'Leave the name out, or say `any()`, if the argument may be anything.',
  })
}

const listNames = (components: readonly AbiParameter[]) =>
  components.map(({ name }, i) => name || `(${i})`).join(', ') || 'nothing'

import type { AbiParameter } from 'viem'
import type { Parameter } from '../svm/rules/ruleTypes.ts'
import { maxDepth } from '../svm/rules/typeBytes.ts'
import { RuleError } from './RuleError.ts'

/**
 * Reads the type of an ABI parameter.
 *
 * @throws RuleError if it is no type of Solidity, or too large to be described in session data.
 */
export function toParameter(abi: AbiParameter, path: string, depth = 0): Parameter {
  const isNested = abi.type.endsWith(']') || abi.type === 'tuple'
  if (isNested && depth === maxDepth) {
    throw new RuleError({
      ...{ path, reason: `is about a parameter nested more than ${maxDepth} deep` },
      fix: 'No session can allow a function with such a parameter.',
    })
  }
  const array = /^(.*)\[([0-9]*)\]$/.exec(abi.type)
  if (array) {
    const [, base = '', length = ''] = array
    const of = toParameter({ ...abi, type: base }, `${path}[]`, depth + 1)
    if (length === '') return { kind: 'list', of }
    return { kind: 'array', length: requireCount(Number(length), path), of }
  }
  if (abi.type === 'tuple') {
    const members = 'components' in abi ? abi.components : []
    requireCount(members.length, path)
    return {
      kind: 'tuple',
      members: members.map((member, i) =>
        toParameter(member, `${path}.${member.name || i}`, depth + 1),
      ),
    }
  }
  return toSimple(abi.type, path)
}

function toSimple(type: string, path: string): Parameter {
  if (type === 'bool' || type === 'address' || type === 'bytes' || type === 'string') {
    return { kind: type }
  }
  if (type === 'function') return { kind: 'fixedBytes', size: 24 }
  const number = /^(u?int)([0-9]*)$/.exec(type)
  if (number) {
    const bits = number[2] === '' ? 256 : Number(number[2])
    if (bits % 8 === 0 && bits >= 8 && bits <= 256) {
      return { kind: number[1] === 'uint' ? 'uint' : 'int', size: bits / 8 }
    }
  }
  const size = Number(/^bytes([0-9]+)$/.exec(type)?.[1])
  if (size >= 1 && size <= 32) return { kind: 'fixedBytes', size }
  throw new RuleError({
    ...{ path, reason: `is about the type ${JSON.stringify(type)}, which Solidity has not` },
    fix: 'Pass the ABI as the compiler wrote it.',
  })
}

function requireCount(count: number, path: string): number {
  if (count >= 1 && count <= 255) return count
  throw new RuleError({
    ...{ path, reason: `is about ${count} parts; session data describe 1 to 255` },
    fix: 'No session can allow a function with such a parameter.',
  })
}

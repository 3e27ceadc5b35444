import { type AbiParameterToPrimitiveType, concatHex, type Hex, numberToHex } from 'viem'
import { buildTree, proveLeaves, rootOf } from '../grant/tree.ts'
import type { ProvenSet } from '../svm/defineModule.ts'
import type { WordType } from '../svm/rules/ruleTypes.ts'
import { hashMember } from '../svm/rules/setProof.ts'
import { isWordType } from './compileWord.ts'
import { RuleError } from './RuleError.ts'
import { toInteger, toOperand } from './toOperand.ts'
import { toParameter } from './toParameter.ts'

/** A set that is too large to be listed in a session. */
export type MemberSet<value> = ProvenSet & {
  /**
   * Proves that a value belongs to the set, as the call-specific data of a call that passes it. Whoever passes the set to `explain` and
   * `toSessionAccount` as one of `sets` needs no proofs: they are made where rules ask for them.
   *
   * @throws RuleError if it does not
   */
  prove(value: value): Hex
}

/**
 * Makes a set of values of a type, of which a session holds the root alone.
 *
 * @throws RuleError if a value is not of the type, or stands there twice.
 *
 * @example
 * ```ts
 * const friends = toMemberSet('address', [owner.address, vault])
 * const args = { recipient: memberOf(friends.root), amount: total(amount('5', 18)) }
 * const permission = allow({ to: token, abi: erc20Abi, functionName: 'transfer', args })
 * ```
 */
export function toMemberSet<const type extends string>(
  type: type,
  values: readonly AbiParameterToPrimitiveType<{ type: type }>[],
): MemberSet<AbiParameterToPrimitiveType<{ type: type }>> {
  const parameter = toParameter({ type }, 'toMemberSet')
  if (!isWordType(parameter) || values.length === 0) {
    throw new RuleError({
      ...{ path: 'toMemberSet', reason: `cannot be about ${values.length} values of ${type}` },
      fix: 'Pass at least one value of a type that is one word.',
    })
  }
  const leaves = values.map((value) => hashMember(toWord(parameter, value)))
  const indices = new Map(leaves.map((leaf, i) => [leaf, i]))
  if (indices.size !== leaves.length) {
    throw new RuleError({
      ...{ path: 'toMemberSet', reason: 'is a set that has a member twice' },
      fix: 'List every value once.',
    })
  }
  const tree = buildTree(leaves)
  const proofOf = (word: bigint) => {
    const index = indices.get(hashMember(word))
    if (index === undefined) return undefined
    const { nodes } = proveLeaves(tree, [index])
    return concatHex([numberToHex(nodes.length, { size: 1 }), ...nodes])
  }
  return {
    root: rootOf(tree),
    proofOf,
    prove(value) {
      const proof = proofOf(toWord(parameter, value))
      if (proof === undefined) {
        throw new RuleError({
          ...{ path: 'toMemberSet', reason: `has no member ${String(value)}` },
          fix: 'Only members of the set can be proven.',
        })
      }
      return proof
    },
  }
}

/** The word that an encoder writes for a value. */
function toWord(type: WordType, value: unknown): bigint {
  if (type.kind === 'int') return BigInt.asUintN(256, toInteger(type, value, 'toMemberSet'))
  const operand = toOperand(type, value, 'toMemberSet')
  if (operand === '0x') return 0n
  return BigInt(type.kind === 'fixedBytes' ? `0x${operand.slice(2).padEnd(64, '0')}` : operand)
}

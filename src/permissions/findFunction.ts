import { type Abi, type AbiFunction, toFunctionSignature } from 'viem'
import { RuleError } from './RuleError.ts'

/**
 * Finds the function that a name or a signature means.
 *
 * @throws RuleError if there is none, or several of the name, or if it cannot change anything
 */
export function findFunction(abi: Abi, functionName: string): AbiFunction {
  const functions = abi.filter((item): item is AbiFunction => item.type === 'function')
  const found = functions.filter((item) =>
    functionName.includes('(')
      ? toFunctionSignature(item) === functionName
      : item.name === functionName,
  )
  const path = `functionName ${JSON.stringify(functionName)}`
  const [only] = found
  if (!only) {
    throw new RuleError({
      ...{ path, reason: 'names no function of the ABI' },
      fix: `Use one of: ${functions.map(toFunctionSignature).join(', ')}.`,
    })
  }
  if (found.length > 1) {
    throw new RuleError({
      ...{ path, reason: `means ${found.length} functions` },
      fix: `Use a signature: ${found.map(toFunctionSignature).join(' or ')}.`,
    })
  }
  if (only.stateMutability === 'view' || only.stateMutability === 'pure') {
    throw new RuleError({
      ...{ path, reason: 'names a function that changes nothing' },
      fix: 'Read it without an operation.',
    })
  }
  return only
}

import { decodeErrorResult, type Hex } from 'viem'
import type { Refusal } from './refuse.ts'
import { solidityErrors } from './solidityErrors.ts'

/** Decodes revert data of the router, the manager or a module; `undefined` if it is of no error that they have. */
export function decodeRefusal(data: Hex): Refusal | undefined {
  const decoded = decode(data)
  if (decoded === undefined) return undefined
  const error = solidityErrors.find(({ name }) => name === decoded.errorName)
  if (error === undefined) return undefined
  const values: readonly unknown[] = decoded.args ?? []
  const args = Object.fromEntries(error.inputs.map(({ name }, i) => [name, values[i]]))
  // The ABI that decoded the values is the one from which the type of the arguments is made.
  return { errorName: error.name, args } as Refusal
}

function decode(data: Hex) {
  try {
    return decodeErrorResult({ abi: solidityErrors, data })
  } catch {
    return undefined
  }
}

import { type Address, toFunctionSelector } from 'viem'
import { contractCall } from '../svm/contractCall.ts'
import type { Limits } from '../svm/limits.ts'
import { type Permission, type PermissionWindow, toPermission } from './permission.ts'

export type ContractCallParameters = PermissionWindow & {
  /** At most 255. */
  readonly functions: readonly {
    readonly to: Address
    /** As in Solidity: `function poke(uint256 id)`. */
    readonly signature: `function ${string}`
  }[]
  /** Wei that one call may send; none by default. */
  readonly valueCap?: bigint | undefined
  /** In wei. */
  readonly limits?: Limits | undefined
}

/**
 * Allows some functions of some contracts, with ANY arguments: only for functions that do no harm whatever they are passed.
 *
 * @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError and errors of its signatures
 */
function call(parameters: ContractCallParameters): Permission {
  const { functions, valueCap = 0n, limits } = parameters
  const listed = functions.map(({ to, signature }) => ({
    target: to,
    selector: toFunctionSelector(signature),
  }))
  const data = contractCall.encode({ functions: listed, valueCap, limits })
  return toPermission({ module: 'contractCall', data }, parameters)
}

/**
 * Permissions on functions whose arguments do not matter.
 *
 * @example
 * ```ts
 * contract.call({ functions: [{ to: game, signature: 'function claimDaily()' }], limits: { uses: 30 } })
 * ```
 */
export const contract = { call } as const

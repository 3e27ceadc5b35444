import { type Address, encodeFunctionData, type Hex, parseAbi, zeroAddress } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { OwnerCall } from '../grant/ownerCalls.ts'
import { requireAmount } from '../svm/requireAmount.ts'

/**
 * Encodes the call by which an account sets the root of its sessions of the original framework. The zero word ends them all.
 *
 * @example
 * ```ts
 * const { root } = buildSeedTree(seedSessions)
 * await bundlerClient.sendUserOperation({ account, calls: [setMerkleRootCall({ root })] })
 * ```
 */
export function setMerkleRootCall({
  root,
  manager = defaultDeployment.manager,
}: {
  root: Hex
  /** Our own by default. */
  manager?: Address | undefined
}): OwnerCall {
  const data = encodeFunctionData({ abi, functionName: 'setMerkleRoot', args: [root] })
  return { to: manager, data, value: 0n }
}

export type SeedPaymentsTerms = {
  /** Wei: the sum of the maximum costs of all self-paid operations, those of the past included. None by default. */
  readonly budget?: bigint | undefined
  /** Who else may pay, and may bill the account. Nobody by default. */
  readonly paymaster?: Address | undefined
}

/**
 * Encodes the call by which an account sets what its operations in the seed format may cost. Nothing is allowed before. Batches and
 * single calls count apart: `through` says which.
 *
 * @throws InvalidAmountError unless the budget fits 96 bits.
 *
 * @example
 * ```ts
 * const call = setSeedPaymentsCall({ through: 'router', budget: parseEther('0.01') })
 * await bundlerClient.sendUserOperation({ account, calls: [call] })
 * ```
 */
export function setSeedPaymentsCall({
  through,
  budget = 0n,
  paymaster = zeroAddress,
  deployment = defaultDeployment,
}: SeedPaymentsTerms & {
  /** The router for batches, the manager for single calls. */
  readonly through: 'router' | 'manager'
  readonly deployment?: Deployment | undefined
}): OwnerCall {
  requireAmount(budget, { name: 'budget', bits: 96 })
  const args = [deployment[through], budget, paymaster] as const
  const data = encodeFunctionData({ abi, functionName: 'setSeedPayments', args })
  return { to: deployment.manager, data, value: 0n }
}

const abi = parseAbi([
  'function setMerkleRoot(bytes32 merkleRoot)',
  'function setSeedPayments(address router, uint96 budget, address paymaster)',
])

import { type Address, type Client, encodeFunctionData, type Hex } from 'viem'
import {
  entryPoint06Abi,
  entryPoint06Address,
  entryPoint07Abi,
  entryPoint07Address,
  entryPoint08Address,
  type PackedUserOperation,
  toPackedUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { ValidationTraceError } from '../errors.ts'
import { listViolations } from './listViolations.ts'
import { readOperations } from './readOperations.ts'
import { readStaked } from './readStaked.ts'
import { requestTrace } from './requestTrace.ts'
import type { Violation } from './violation.ts'

export type CheckValidationRulesParameters = {
  /** Where the EntryPoint stands; the canonical address of its version by default. */
  readonly entryPoint?: Address | undefined
  /** Wei that count as a stake; 0.1 ether by default. */
  readonly minimumStake?: bigint | undefined
} & (
  | { readonly version: '0.6'; readonly userOperation: UserOperation<'0.6'> }
  | {
      readonly version: '0.7' | '0.8'
      readonly userOperation: UserOperation<'0.7'> | PackedUserOperation
    }
)

/**
 * Traces the validation of a user operation that is not sent yet, and lists what it breaks of ERC-7562. Empty: nothing.
 *
 * The signature may be a stub, as long as the account does its work before it says so.
 *
 * @throws ValidationTraceError if validation reverts before it broke any rule, so nothing can be said of the rest;
 * viem's errors if the node does not trace.
 *
 * @example
 * ```ts
 * await checkValidationRules(devnet.publicClient, { version: '0.6', userOperation })
 * ```
 */
export async function checkValidationRules(
  client: Client,
  parameters: CheckValidationRulesParameters,
): Promise<readonly Violation[]> {
  const { version, userOperation, minimumStake } = parameters
  const { entryPoint = canonicalEntryPoints[version] } = parameters
  const trace = await requestTrace(client, {
    call: { from: bundler, to: entryPoint, data: encodeHandleOps(parameters), gas: 30_000_000n },
  })
  const [read] = readOperations(trace, entryPoint)
  if (!read) throw new ValidationTraceError({ reason: 'the EntryPoint never asked the account' })
  // A factory that fails keeps the EntryPoint from naming the sender.
  const operation = { ...read, sender: userOperation.sender }
  const addresses = operation.phases.map(({ address }) => address)
  const staked = await readStaked(client, { entryPoint, addresses, minimumStake })
  const violations = listViolations(operation, { entryPoint, staked })
  const failed = operation.phases.find(({ reverted }) => reverted)
  if (failed && violations.length === 0)
    throw new ValidationTraceError({ reason: `the ${failed.entity} at ${failed.address} reverted` })
  return violations
}

function encodeHandleOps(parameters: CheckValidationRulesParameters): Hex {
  if (parameters.version === '0.6') {
    const { initCode = '0x', paymasterAndData = '0x', ...fields } = parameters.userOperation
    const operation = { ...fields, initCode, paymasterAndData }
    return encodeFunctionData({
      ...{ abi: entryPoint06Abi, functionName: 'handleOps', args: [[operation], bundler] },
    })
  }
  const { userOperation } = parameters
  const packed = isPacked(userOperation) ? userOperation : toPackedUserOperation(userOperation)
  // v0.8 takes the same.
  return encodeFunctionData({
    ...{ abi: entryPoint07Abi, functionName: 'handleOps', args: [[packed], bundler] },
  })
}

function isPacked(
  userOperation: UserOperation<'0.7'> | PackedUserOperation,
): userOperation is PackedUserOperation {
  return 'gasFees' in userOperation
}

const canonicalEntryPoints = {
  '0.6': entryPoint06Address,
  '0.7': entryPoint07Address,
  '0.8': entryPoint08Address,
}

/** Whoever sends the bundle: an address without code and without rights. */
const bundler: Address = '0x00000000000000000000000000000000000B0b00'

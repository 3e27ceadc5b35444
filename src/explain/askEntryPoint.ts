import { type Abi, type Address, BaseError, type Client, encodeFunctionData, type Hex } from 'viem'
import {
  entryPoint06Abi,
  entryPoint07Abi,
  toPackedUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { call } from 'viem/actions'
import type { AccountKind, KindVersion } from '../account/accountKind.ts'
import { type ExplainedError, explainError } from './explainError.ts'

/** Somebody who has no code and takes the fees. */
const beneficiary: Address = '0x000000000000000000000000000000000000dEaD'

/**
 * Asks the EntryPoint to handle an operation, and keeps nothing. `undefined`: it would include it, whatever the calls then do.
 *
 * @throws viem's errors if the chain cannot be asked.
 */
export async function askEntryPoint(
  client: Client,
  {
    userOperation,
    kind,
    abi,
  }: { userOperation: UserOperation<KindVersion>; kind: AccountKind; abi?: Abi | undefined },
): Promise<ExplainedError | undefined> {
  const data = encodeHandleOps(userOperation, kind)
  try {
    await call(client, { account: beneficiary, to: kind.entryPoint.address, data })
    return undefined
  } catch (error) {
    const explained = explainError(error, { abi })
    if (explained) return explained
    if (!(error instanceof BaseError && /revert/i.test(error.message))) throw error
    return {
      errorName: 'Reverted',
      sentence: 'The EntryPoint refuses the operation with a reason that nobody here can read.',
      fix: 'Check that the EntryPoint stands on this chain, and is the one of the account.',
    }
  }
}

function encodeHandleOps(userOperation: UserOperation<KindVersion>, kind: AccountKind): Hex {
  if (kind.entryPoint.version === '0.6') {
    // The version of the kind is the version of the operation.
    const {
      initCode = '0x',
      paymasterAndData = '0x',
      ...rest
    } = userOperation as UserOperation<'0.6'>
    const operation = { ...rest, initCode, paymasterAndData }
    return encodeFunctionData({
      ...{ abi: entryPoint06Abi, functionName: 'handleOps', args: [[operation], beneficiary] },
    })
  }
  const packed = toPackedUserOperation(userOperation as UserOperation<'0.7'>)
  return encodeFunctionData({
    ...{ abi: entryPoint07Abi, functionName: 'handleOps', args: [[packed], beneficiary] },
  })
}

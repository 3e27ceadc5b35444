import type { Hex } from 'viem'
import { getUserOperationHash, type UserOperation } from 'viem/account-abstraction'
import type { AccountKind, KindVersion } from './accountKind.ts'

/** Computes the hash that the EntryPoint of a kind of account gives an operation. */
export function hashOperation({
  kind: { entryPoint },
  userOperation,
  chainId,
}: {
  kind: AccountKind
  userOperation: UserOperation<KindVersion>
  chainId: number
}): Hex {
  return getUserOperationHash({
    chainId,
    entryPointAddress: entryPoint.address,
    entryPointVersion: entryPoint.version,
    userOperation,
  })
}

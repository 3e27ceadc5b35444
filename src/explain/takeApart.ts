import { type Address, decodeAbiParameters, type Hex } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { decodeBatch } from '../routing/batch.ts'
import { splitBatchSignature } from '../routing/batchSignature.ts'
import { type DecodeRoutingReturnType, decodeRouting } from '../routing/decodeRouting.ts'

/** A session operation, taken apart. */
export type TakenApart = DecodeRoutingReturnType & {
  readonly router: Address
  readonly routing: Hex
  readonly signature: Hex
}

/**
 * Takes a session operation apart as its router does.
 *
 * @throws BatchFormatError, RoutingFormatError, SessionSignatureError, viem's decoding errors
 */
export function takeApart(userOperation: UserOperation<'0.6'>): TakenApart {
  const [batchSignature, router] = decodeAbiParameters(
    [{ type: 'bytes' }, { type: 'address' }],
    userOperation.signature,
  )
  const { routing, signature } = splitBatchSignature(batchSignature)
  const calls = decodeBatch(userOperation.callData).length
  return { ...decodeRouting({ routing, calls, router }), routing, signature, router }
}

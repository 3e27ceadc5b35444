import type { Address, Hex } from 'viem'
import { BaseError } from 'viem'
import type { AccountKind } from '../account/accountKind.ts'
import type { Deployment } from '../deployment.ts'
import { splitBatchSignature } from '../routing/batchSignature.ts'
import { type DecodeRoutingReturnType, decodeRouting } from '../routing/decodeRouting.ts'

/** A session operation, taken apart. */
export type TakenApart = DecodeRoutingReturnType & {
  readonly router: Address
  readonly routing: Hex
  readonly signature: Hex
}

export type TakeApartParameters = {
  readonly userOperation: { readonly callData: Hex; readonly signature: Hex }
  readonly kind: AccountKind
  readonly deployment: Deployment
}

/** Takes a session operation apart as its router does; `undefined` if it is none that a router reads. */
export function takeApart({
  userOperation,
  kind,
  deployment,
}: TakeApartParameters): TakenApart | undefined {
  const unwrapped = kind.decodeSignature({ signature: userOperation.signature, deployment })
  if (unwrapped === undefined) return undefined
  const { router, batchSignature } = unwrapped
  try {
    const { routing, signature } = splitBatchSignature(batchSignature)
    const calls = kind.decodeBatch(userOperation.callData).length
    return { ...decodeRouting({ routing, calls, router }), routing, signature, router }
  } catch (error) {
    if (error instanceof BaseError) return undefined
    throw error
  }
}

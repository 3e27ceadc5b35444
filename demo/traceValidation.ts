import { type Address, type Hash, type Hex, isAddressEqual } from 'viem'
import type { Devnet } from '../src/devnet/index.ts'

/** One call of a transaction, as the node's callTracer reports it. */
export type Frame = {
  readonly type: string
  readonly from: Address
  readonly to?: Address
  readonly gasUsed: Hex
  readonly input: Hex
  readonly error?: string
  readonly calls?: readonly Frame[]
}

/** Traces a transaction. */
export async function traceTransaction({ publicClient }: Devnet, hash: Hash): Promise<Frame> {
  // The node's debug namespace is not part of viem's typed methods.
  const request = publicClient.request as (args: {
    method: string
    params: readonly unknown[]
  }) => Promise<unknown>
  const params = [hash, { tracer: 'callTracer' }]
  return (await request({ method: 'debug_traceTransaction', params })) as Frame
}

/** Lists a frame and everything beneath it, in the order of execution. */
export function listFrames(frame: Frame): readonly Frame[] {
  return [frame, ...(frame.calls ?? []).flatMap(listFrames)]
}

/** Reads from a trace what validation cost in the router: the account's call of its `validateUserOp`. Gas. */
export function readVerificationGas(
  trace: Frame,
  { account, router }: { readonly account: Address; readonly router: Address },
): bigint {
  // It is the only thing that an account calls its router for.
  const frame = listFrames(trace).find(
    ({ from, to }) => to && isAddressEqual(to, router) && isAddressEqual(from, account),
  )
  return BigInt(frame?.gasUsed ?? 0)
}

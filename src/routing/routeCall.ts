import type { Address } from 'viem'
import { type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall, Usage } from '../types.ts'
import type { Candidate } from './createSessionIndex.ts'
import type { CallVerdict } from './routeCalls.ts'

/** Finds the session that covers a call, and charges it: `usages`, by grant and session, counts along the batch. */
export function routeCall({
  account,
  call,
  usages,
  candidates,
}: {
  account: Address
  call: BatchCall
  usages: ReadonlyMap<number, Usage[]>
  candidates: readonly Candidate[]
}): CallVerdict {
  const refused: { grant: number; session: number; reason: Refusal }[] = []
  for (const { grant, session, module, data } of candidates) {
    const used = usages.get(grant) ?? []
    const verdict = module.check({ account, data, call, usage: used[session] })
    if (verdict.allowed) {
      used[session] = verdict.usage
      return { allowed: true, call: call.index, grant, session }
    }
    refused.push({ grant, session, reason: verdict.reason })
  }
  // A session that refuses by its limit alone is closer than one whose rule is broken.
  const closest = refused.find(({ reason }) => isLimit(reason)) ?? refused[0]
  if (closest === undefined) {
    return refuseCall(call, refuse('CallNotRouted', { index: BigInt(call.index) }))
  }
  return { allowed: false, call: call.index, ...closest }
}

function isLimit({ errorName }: Refusal): boolean {
  return (
    errorName === 'PerUseLimitExceeded' ||
    errorName === 'TotalLimitExceeded' ||
    errorName === 'UsesLimitExceeded'
  )
}

/** Makes the verdict on a call for which no session comes into question. */
export function refuseCall(call: BatchCall, reason: Refusal): CallVerdict {
  return { allowed: false, call: call.index, reason }
}

import type { Address } from 'viem'
import { type Refusal, refuse } from '../errors/refuse.ts'
import type { ProvenSet } from '../svm/defineModule.ts'
import type { BatchCall, Usage } from '../types.ts'
import type { RankedCandidate } from './createSessionIndex.ts'
import type { CallVerdict } from './routeCalls.ts'

/** What sessions have used, by grant: before the batch, and now, where a call of the batch has used some. */
export type Usages = ReadonlyMap<
  number,
  { readonly before: readonly Usage[] | undefined; readonly now: Map<number, Usage> }
>

/** Finds the session that covers a call, and charges it: `usages` counts along the batch. */
export function routeCall({
  account,
  call,
  usages,
  candidates,
  sets,
}: {
  account: Address
  call: BatchCall
  usages: Usages
  candidates: readonly RankedCandidate[]
  sets: readonly ProvenSet[]
}): CallVerdict {
  const refused: { grant: number; session: number; reason: Refusal }[] = []
  for (const candidate of candidates) {
    const { grant, session, module, data, moment, usage } = candidate
    const callSpecificData = module.callSpecificDataFor({ account, data, call, now: moment, sets })
    // All calls of an operation name the period of the same moment, so that each may be taken for the first.
    const verdict = module.check({ account, data, call: { ...call, callSpecificData }, usage })
    if (verdict.allowed) {
      usages.get(grant)?.now.set(session, verdict.usage)
      return {
        ...{ allowed: true, call: call.index, grant, session },
        ...(callSpecificData === '0x' ? {} : { callSpecificData }),
        ...(verdict.window ? { window: verdict.window } : {}),
      }
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
    errorName === 'PeriodLimitExceeded' ||
    errorName === 'TotalLimitExceeded' ||
    errorName === 'UsesLimitExceeded'
  )
}

/** Makes the verdict on a call for which no session comes into question. */
export function refuseCall(call: BatchCall, reason: Refusal): CallVerdict {
  return { allowed: false, call: call.index, reason }
}

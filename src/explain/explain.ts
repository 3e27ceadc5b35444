import { describeVerdict } from '../errors/describeVerdict.ts'
import type { Words } from '../errors/words.ts'
import {
  type CallVerdict,
  type RouteCallsParameters,
  type RouteCallsReturnType,
  routeCalls,
} from '../routing/routeCalls.ts'

export type ExplainParameters = RouteCallsParameters

/** A verdict in words. Of a denied call: the rule it breaks, the value found, the value allowed. */
export type ExplainedCall = CallVerdict & Words

export type Explanation = {
  readonly allowed: boolean
  /** One for each call, in the order of the batch. */
  readonly calls: readonly ExplainedCall[]
  /** Why the batch as a whole is refused, if it is. */
  readonly batch?: Words & { readonly reason: Extract<CallVerdict, { allowed: false }>['reason'] }
} & Pick<RouteCallsReturnType, 'grants' | 'approval' | 'window'>

/**
 * Explains whether a grant, or several of one session key, allow a batch: per call what covers it, or the rule that it breaks.
 * Pure: it asks no chain, so pass `usages` to count what was used before. Whether a grant is enabled, `getGrantState` reads; with
 * an `approval`, the first one is taken to be enabled by the operation.
 *
 * @throws RouteError if the grants do not belong together; BatchFormatError, viem's InvalidAddressError if a call is malformed.
 * Denials are data.
 *
 * @example
 * ```ts
 * const { allowed, calls } = explain({ account: account.address, grant, calls: [{ to, data }] })
 * if (!allowed) console.log(calls.map(({ sentence, fix }) => `${sentence} ${fix}`))
 * ```
 */
export function explain(parameters: ExplainParameters): Explanation {
  const { covered, verdicts, refusal, ...routed } = routeCalls(parameters)
  const several = 'grants' in parameters && parameters.grants.length > 1
  return {
    allowed: covered,
    calls: verdicts.map((verdict) => ({
      ...verdict,
      ...toWords(verdict, (grant) => (several ? `grant ${grant}` : 'the grant')),
    })),
    ...(refusal ? { batch: { reason: refusal, ...describeVerdict(refusal) } } : {}),
    ...routed,
  }
}

function toWords(verdict: CallVerdict, nameGrant: (grant: number) => string): Words {
  if (!verdict.allowed) return describeVerdict(verdict.reason)
  const { call, grant, session } = verdict
  const sentence = `calls[${call}] is covered by session ${session} of ${nameGrant(grant)}.`
  return { sentence, fix: '' }
}

import { describeRefusal } from '../errors/describeRefusal.ts'
import type { Words } from '../errors/words.ts'
import type { Window } from '../grant/window.ts'
import { type CallVerdict, type RouteCallsParameters, routeCalls } from '../routing/routeCalls.ts'
import type { Route } from '../routing/routing.ts'

export type ExplainParameters = RouteCallsParameters

/** A verdict in words. Of a denied call: the rule it breaks, the value found, the value allowed. */
export type ExplainedCall = CallVerdict & Words

export type Explanation = {
  readonly allowed: boolean
  /** One for each call, in the order of the batch. */
  readonly calls: readonly ExplainedCall[]
  /** Why the batch as a whole is refused, if it is. */
  readonly batch?: Words & { readonly reason: Extract<CallVerdict, { allowed: false }>['reason'] }
  readonly routes: readonly Route[]
  /** Seconds: when the batch may run. */
  readonly window: Window
}

/**
 * Explains whether a grant allows a batch: per call what covers it, or the rule that it breaks. Pure: it asks no chain, so
 * pass `usages` to count what was used before. Whether the grant is enabled, `getGrantState` reads.
 *
 * @throws BatchFormatError, viem's InvalidAddressError if a call is malformed. Denials are data.
 *
 * @example
 * ```ts
 * const { allowed, calls } = explain({ account: account.address, grant, calls: [{ to, data }] })
 * if (!allowed) console.log(calls.map(({ sentence, fix }) => `${sentence} ${fix}`))
 * ```
 */
export function explain(parameters: ExplainParameters): Explanation {
  const { covered, verdicts, refusal, routes, window } = routeCalls(parameters)
  return {
    allowed: covered,
    calls: verdicts.map((verdict) => ({ ...verdict, ...toWords(verdict) })),
    ...(refusal ? { batch: { reason: refusal, ...describeRefusal(refusal) } } : {}),
    routes,
    window,
  }
}

function toWords(verdict: CallVerdict): Words {
  if (!verdict.allowed) return describeRefusal(verdict.reason)
  const { call, session } = verdict
  return { sentence: `calls[${call}] is covered by session ${session} of the grant.`, fix: '' }
}

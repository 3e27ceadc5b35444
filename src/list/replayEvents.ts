import type { Grant } from '../grant/toGrant.ts'
import type { GrantId, GrantTerms } from '../types.ts'
import { type LedgerEvent, rebuildGrant } from './ledgerEvent.ts'

/** How a grant ended. */
export type GrantEnd = 'revoked' | 'renounced' | 'allRevoked'

/** A grant as the events tell it. */
export type TracedGrant = {
  readonly id: GrantId
  /** None: it was revoked before it was ever enabled. */
  readonly terms?: GrantTerms
  /** The grant with its sessions, if they are published. */
  readonly grant?: Grant
  /** The block in which it was enabled. */
  readonly enabledAt?: bigint
  readonly end?: GrantEnd
}

export type ReplayedEvents = {
  /** In the order in which the ledger first spoke of them. */
  readonly grants: readonly TracedGrant[]
  /** What is missing or wrong, if something is. */
  readonly fault?: string
}

type Numbered = Extract<LedgerEvent, { sequence: bigint }>

/**
 * Tells from a ledger's events what became of each grant, and whether the events can be all there are: numbers from 1 on without a
 * gap, epochs that follow from one another, nothing enabled twice.
 */
export function replayEvents(
  events: readonly LedgerEvent[],
  state: { readonly sequence: bigint; readonly epoch: bigint },
): ReplayedEvents {
  const numbered = events.filter((event) => 'sequence' in event)
  const grants = new Map<GrantId, TracedGrant>()
  let epoch = 0n
  let fault = findGap(numbered, state.sequence)
  for (const event of numbered) {
    if (event.name === 'allRevoked') {
      epoch = event.epoch
      for (const traced of grants.values()) {
        grants.set(traced.id, { ...traced, end: traced.end ?? 'allRevoked' })
      }
    } else if (event.name === 'enabled') {
      const { id, terms, blockNumber } = event
      if (grants.has(id)) fault ??= `The grant ${id} is enabled although it was seen before.`
      if (event.epoch !== epoch)
        fault ??= `The grant ${id} is enabled in an epoch that had not begun.`
      const grant = rebuildGrant(event)
      grants.set(id, { id, terms, enabledAt: blockNumber, ...(grant ? { grant } : {}) })
    } else {
      const { id, name: end } = event
      const before = grants.get(id)
      grants.set(id, { id, ...before, end: before?.end ?? end })
    }
  }
  if (epoch !== state.epoch) {
    fault ??= `The events end in epoch ${epoch}; the ledger is in epoch ${state.epoch}.`
  }
  return {
    grants: [...grants.values()].map((one) => addPublished(one, events)),
    ...(fault ? { fault } : {}),
  }
}

function findGap(numbered: readonly Numbered[], last: bigint): string | undefined {
  const wrong = numbered.findIndex((event, i) => {
    const previous = numbered[i - 1]
    return previous !== undefined && event.sequence !== previous.sequence + 1n
  })
  if (wrong > 0) {
    const [before, after] = [numbered[wrong - 1]?.sequence, numbered[wrong]?.sequence]
    return `After event ${before} of the account the node gave event ${after}.`
  }
  const first = numbered[0]?.sequence ?? last + 1n
  const found = numbered.at(-1)?.sequence ?? last
  if (found !== last)
    return `The last event that the node gave is number ${found}; the ledger is at ${last}.`
  if (first > 1n) return `The node did not give the events 1 to ${first - 1n} of the account.`
  return undefined
}

function addPublished(traced: TracedGrant, events: readonly LedgerEvent[]): TracedGrant {
  const { terms } = traced
  if (traced.grant || !terms) return traced
  for (const event of events) {
    if (event.name !== 'published' || event.id !== traced.id) continue
    const grant = rebuildGrant({ terms, sessions: event.sessions })
    if (grant) return { ...traced, grant }
  }
  return traced
}

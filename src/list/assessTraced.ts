import type { Address, Client } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { GrantState } from '../grant/getGrantState.ts'
import { getUsages } from '../grant/getUsages.ts'
import { readGrantState } from '../grant/readGrantState.ts'
import { assessGrant, type ListedStatus, listRemaining, type Remaining } from './assessGrant.ts'
import type { TracedGrant } from './replayEvents.ts'

/** A grant of a list. */
export type ListedGrant = TracedGrant & {
  readonly status: ListedStatus
  /** What the ledger has: fees and operations charged so far. */
  readonly state: GrantState
  /** What is left of each session, in the order of the sessions; only of a grant whose sessions are known. */
  readonly remaining?: readonly Remaining[]
}

export type AssessTracedParameters = {
  readonly traced: TracedGrant
  readonly account: Address
  readonly router: Address
  readonly deployment: Deployment
  readonly blockNumber: bigint
  /** Seconds since 1970. */
  readonly now: number
}

/** Reads what the ledger has of a grant, and says whether that is what the events tell. */
export async function assessTraced(
  client: Client,
  { traced, now, ...question }: AssessTracedParameters,
): Promise<{ readonly listed: ListedGrant; readonly fault?: string }> {
  const { account, deployment, blockNumber } = question
  const { id, terms, grant } = traced
  const state = await readGrantState(client, {
    ...{ ...question, id, feeBudget: terms?.feeBudget ?? 0n },
  })
  const usages = grant && (await getUsages(client, { account, grant, blockNumber }))
  const remaining = grant && usages && listRemaining(grant, { usages, deployment, now })
  // Without terms, there was never more than its end.
  const status = terms ? assessGrant({ terms, state, remaining, now }) : 'revoked'
  const listed = { ...traced, status, state, ...(remaining ? { remaining } : {}) }
  const told = toldStatus(traced)
  if (told === state.status) return { listed }
  return {
    listed,
    fault: `The events say of the grant ${id} that it is ${names[told]}; the ledger says ${names[state.status]}.`,
  }
}

function toldStatus({ enabledAt, end }: TracedGrant): GrantState['status'] {
  if (end) return 'revoked'
  return enabledAt === undefined ? 'never' : 'active'
}

const names = { never: '"never enabled"', active: '"active"', revoked: '"revoked"' } as const

import { type Address, type Client, getAddress } from 'viem'
import { getBlock, getChainId, getCode } from 'viem/actions'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { findLedger } from '../grant/findLedger.ts'
import { type AccountState, getAccountState } from '../grant/getAccountState.ts'
import { readGrantState } from '../grant/readGrantState.ts'
import type { Grant } from '../grant/toGrant.ts'
import type { GrantId } from '../types.ts'
import { assessTraced, type ListedGrant } from './assessTraced.ts'
import { LedgerMissingError } from './LedgerMissingError.ts'
import type { LedgerEvent } from './ledgerEvent.ts'
import type { GrantList, ListGrantsParameters } from './listGrants.ts'
import { replayEvents, type TracedGrant } from './replayEvents.ts'
import { requireSame } from './requireSame.ts'
import { scanLedger } from './scanLedger.ts'

/** A list, and the events that it was made of. */
export type Stock = {
  readonly list: GrantList
  readonly events: readonly LedgerEvent[]
}

/** Blocks that may still be replaced by others. */
const unsettled = 64n

/** Lists grants. With an earlier stock, only blocks that are new or may have changed are looked at. */
export async function takeStock(
  client: Client,
  parameters: ListGrantsParameters,
  previous?: Stock,
): Promise<Stock> {
  const { deployment = defaultDeployment, known = [], fromBlock = 0n, verifier } = parameters
  const account = getAddress(parameters.account)
  const router = getAddress(parameters.router ?? deployment.router)
  const ledger = findLedger(router, deployment)
  const { toBlock } = parameters
  const block = await getBlock(client, toBlock === undefined ? {} : { blockNumber: toBlock })
  const blockNumber = block.number
  await requireCode(client, ledger)

  const question = { account, deployment, router, blockNumber }
  const state = await getAccountState(client, question)
  const { sequence } = state
  const settled = previous && !previous.list.incomplete ? listSettled(previous) : undefined
  const scanned = await scanLedger(client, {
    ...{ ledger, account, router, toBlock: blockNumber, sequence },
    fromBlock: settled && settled.toBlock >= fromBlock ? settled.toBlock + 1n : fromBlock,
    blockRange: parameters.blockRange ?? 10_000n,
  })
  const events = [...(settled?.events ?? []), ...scanned.events]
  const replayed = replayEvents(events, state)
  // Perhaps the chain was rebuilt from further back: start again.
  if (settled && (scanned.fault ?? replayed.fault)) return takeStock(client, parameters)
  const now = parameters.now ?? Number(block.timestamp)
  const assessed = await Promise.all(
    addKnown(replayed.grants, { known, router }).map((traced) =>
      assessTraced(client, { traced, now, ...question }),
    ),
  )
  const grants = assessed.map(({ listed }) => listed)
  const [wrong] = assessed.flatMap((one) => one.fault ?? [])
  const fault = scanned.fault ?? replayed.fault ?? wrong
  if (verifier) await verify(verifier, { ...question, state, grants, blockHash: block.hash })
  const list: GrantList = {
    ...{ grants, blockNumber, ...state },
    fromBlock: settled && previous ? previous.list.fromBlock : scanned.fromBlock,
    ...(fault === undefined ? { incomplete: false } : { incomplete: true, reason: fault }),
  }
  return { list, events }
}

function listSettled({ events, list }: Stock) {
  const toBlock = list.blockNumber - unsettled
  return { toBlock, events: events.filter(({ blockNumber }) => blockNumber <= toBlock) }
}

async function requireCode(client: Client, ledger: Address) {
  const code = await getCode(client, { address: ledger })
  if (code && code !== '0x') return
  throw new LedgerMissingError({ ledger, chainId: await getChainId(client) })
}

/** A grant that the chain knows by its root alone gets its sessions from the caller; what the chain does not know stands at the end. */
function addKnown(
  traced: readonly TracedGrant[],
  { known, router }: { known: readonly Grant[]; router: Address },
): readonly TracedGrant[] {
  const byId = new Map<GrantId, Grant>(
    known.filter(({ terms }) => getAddress(terms.router) === router).map((one) => [one.id, one]),
  )
  const completed = traced.map((one) => {
    const grant = one.grant ?? byId.get(one.id)
    return grant ? { ...one, terms: grant.terms, grant } : one
  })
  const unseen = [...byId.values()].filter(({ id }) => !traced.some((one) => one.id === id))
  return [...completed, ...unseen.map((grant) => ({ id: grant.id, terms: grant.terms, grant }))]
}

async function verify(
  verifier: Client,
  {
    state,
    grants,
    blockHash,
    ...question
  }: {
    account: Address
    deployment: Deployment
    router: Address
    blockNumber: bigint
    state: AccountState
    grants: readonly ListedGrant[]
    blockHash: unknown
  },
) {
  const { blockNumber } = question
  const block = await getBlock(verifier, { blockNumber })
  requireSame(`the hash of block ${blockNumber}`, blockHash, block.hash)
  const other = await getAccountState(verifier, question)
  requireSame('the number of the account’s events', state.sequence, other.sequence)
  requireSame('the account’s epoch', state.epoch, other.epoch)
  for (const { id, terms, state: found } of grants) {
    const feeBudget = terms?.feeBudget ?? 0n
    const verified = await readGrantState(verifier, { ...question, id, feeBudget })
    requireSame(`the status of the grant ${id}`, found.status, verified.status)
    requireSame(`the fees charged to the grant ${id}`, found.feeSpent, verified.feeSpent)
  }
}

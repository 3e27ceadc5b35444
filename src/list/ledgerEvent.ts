import { type Address, BaseError, type Hex, type Log, parseEventLogs, toEventSelector } from 'viem'
import { getAbiItem } from 'viem/utils'
import { sessionKeyManagerAbi } from '../abis/generated/index.ts'
import { hashGrant, hashSession } from '../grant/hash.ts'
import { type Grant, toGrant } from '../grant/toGrant.ts'
import { buildTree, rootOf } from '../grant/tree.ts'
import type { GrantId, GrantTerms, Session } from '../types.ts'

/** What a ledger said about an account, as far as it matters for its grants. */
export type LedgerEvent = {
  readonly blockNumber: bigint
  readonly logIndex: number
} & (
  | {
      readonly name: 'enabled'
      readonly sequence: bigint
      readonly id: GrantId
      readonly epoch: bigint
      readonly terms: GrantTerms
      /** None: enabled by the root alone. */
      readonly sessions: readonly Session[]
    }
  | { readonly name: 'published'; readonly id: GrantId; readonly sessions: readonly Session[] }
  | { readonly name: 'revoked' | 'renounced'; readonly sequence: bigint; readonly id: GrantId }
  | { readonly name: 'allRevoked'; readonly sequence: bigint; readonly epoch: bigint }
)

const eventNames = [
  'GrantEnabled',
  'SessionsPublished',
  'GrantRevoked',
  'GrantRenounced',
  'AllGrantsRevoked',
] as const

/** The first topic of each event; both kinds of ledger emit the same. */
export const ledgerTopics: readonly Hex[] = eventNames.map((name) =>
  toEventSelector(getAbiItem({ abi: sessionKeyManagerAbi, name })),
)

/**
 * Reads the logs of one ledger about one account and one router; `undefined` if any of them is something else: whoever sent them cannot
 * be trusted with the rest.
 */
export function readLedgerEvents(
  logs: readonly Log[],
  { ledger, account, router }: { ledger: Address; account: Address; router: Address },
): readonly LedgerEvent[] | undefined {
  const parsed = parseEventLogs({ abi: sessionKeyManagerAbi, logs: [...logs] })
  const events = parsed.flatMap((log) => {
    const { args } = log
    if (!('account' in args) || !('router' in args)) return []
    const ours =
      isSame(log.address, ledger) && isSame(args.account, account) && isSame(args.router, router)
    const event = ours ? toLedgerEvent(log) : undefined
    return event ? [event] : []
  })
  return events.length === logs.length ? events : undefined
}

type ParsedLog = ReturnType<typeof parseEventLogs<typeof sessionKeyManagerAbi>>[number]

function toLedgerEvent(log: ParsedLog): LedgerEvent | undefined {
  const { blockNumber, logIndex, eventName, args } = log
  if (blockNumber === null || logIndex === null) return undefined
  const place = { blockNumber, logIndex }
  if (eventName === 'GrantEnabled') {
    const { sequence, epoch, grant: terms, sessions } = args
    const id = hashGrant(terms)
    if (id !== args.id || (sessions.length > 0 && !areSessionsOf(terms, sessions))) return undefined
    return { ...place, name: 'enabled', sequence, id, epoch, terms, sessions }
  }
  if (eventName === 'AllGrantsRevoked') {
    const { sequence, epoch } = args
    return { ...place, name: 'allRevoked', sequence, epoch }
  }
  if (eventName === 'GrantRevoked' || eventName === 'GrantRenounced') {
    const name = eventName === 'GrantRevoked' ? 'revoked' : 'renounced'
    // The topic of an id.
    return { ...place, name, sequence: args.sequence, id: args.id as GrantId }
  }
  if (eventName !== 'SessionsPublished') return undefined
  return { ...place, name: 'published', id: args.id as GrantId, sessions: args.sessions }
}

/** Whether sessions are the ones that the terms name by their root. */
function areSessionsOf(terms: GrantTerms, sessions: readonly Session[]): boolean {
  return rootOf(buildTree(sessions.map(hashSession))) === terms.sessionsRoot
}

/**
 * Makes a grant of what was published; `undefined` if it is not what the terms name. A ledger takes trees, too, that this SDK does
 * not make, such as one in which a session stands twice.
 */
export function rebuildGrant(parts: {
  terms: GrantTerms
  sessions: readonly Session[]
}): Grant | undefined {
  if (parts.sessions.length === 0 || !areSessionsOf(parts.terms, parts.sessions)) return undefined
  try {
    return toGrant(parts)
  } catch (error) {
    if (error instanceof BaseError) return undefined
    throw error
  }
}

function isSame(a: Address, b: Address): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

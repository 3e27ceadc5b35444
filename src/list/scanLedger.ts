import { type Address, type Client, formatLog, type Hex, numberToHex, pad } from 'viem'
import { type LedgerEvent, ledgerTopics, readLedgerEvents } from './ledgerEvent.ts'

export type ScanLedgerParameters = {
  readonly ledger: Address
  readonly account: Address
  readonly router: Address
  /** The last block to look at. */
  readonly toBlock: bigint
  /** The first block to look at. */
  readonly fromBlock: bigint
  /** How many blocks to ask for at first. */
  readonly blockRange: bigint
  /** How many events with a number there are. */
  readonly sequence: bigint
}

export type ScannedLedger = {
  /** In the order of the chain. */
  readonly events: readonly LedgerEvent[]
  /** The first block that was looked at. */
  readonly fromBlock: bigint
  /** Why the scan ended early, if it did. */
  readonly fault?: string
}

/**
 * Collects an account's ledger events backwards, until number 1 is found or the first block is reached. Asks for fewer blocks at a
 * time where the node refuses, for more where it answers. What a node does not give is missing in the answer.
 */
export async function scanLedger(
  client: Client,
  { ledger, account, router, toBlock, fromBlock, blockRange, sequence }: ScanLedgerParameters,
): Promise<ScannedLedger> {
  const about = { ledger, account, router }
  let events: readonly LedgerEvent[] = []
  let range = blockRange
  let next = toBlock
  const stopped = (fault: string) => ({ events, fromBlock: next + 1n, fault })
  while (next >= fromBlock) {
    const start = next - range + 1n > fromBlock ? next - range + 1n : fromBlock
    const logs = await askForLogs(client, { ...about, fromBlock: start, toBlock: next })
    if (logs instanceof Error) {
      if (start === next) {
        return stopped(`The node gave no logs of block ${next}: ${firstLine(logs.message)}`)
      }
      range = (next - start + 1n) / 2n
      continue
    }
    const found = readLedgerEvents(
      logs.map((log) => formatLog(log)),
      about,
    )
    const inside = found?.every((e) => e.blockNumber >= start && e.blockNumber <= next)
    if (!found || !inside) {
      return stopped(
        `The node answered with logs of blocks ${start} to ${next} that are not the ledger's.`,
      )
    }
    events = [...found, ...events]
    next = start - 1n
    range *= 2n
    // Publishing has no number, but needs an active grant: it never comes before number 1.
    if (sequence === 0n || found.some((event) => 'sequence' in event && event.sequence === 1n))
      break
  }
  return { events, fromBlock: next + 1n }
}

type RawLog = Parameters<typeof formatLog>[0]

/** Nodes refuse with all kinds of errors; each is taken as "too much". */
async function askForLogs(
  client: Client,
  {
    ledger,
    account,
    router,
    fromBlock,
    toBlock,
  }: { ledger: Address; account: Address; router: Address; fromBlock: bigint; toBlock: bigint },
): Promise<readonly RawLog[] | Error> {
  const topics: (Hex | Hex[])[] = [[...ledgerTopics], pad(account), pad(router)]
  const range = { fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) }
  try {
    const logs: unknown = await client.request({
      method: 'eth_getLogs',
      params: [{ address: ledger, topics, ...range }],
    })
    // A node that answers with something else has not answered.
    return Array.isArray(logs) ? (logs as RawLog[]) : new Error('It answered with no list.')
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.slice(0, 200) ?? ''
}

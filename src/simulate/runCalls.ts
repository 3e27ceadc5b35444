import { type Address, BaseError, type Client, type Hex, type Log } from 'viem'
import { call, simulateBlocks } from 'viem/actions'

/** A call as somebody makes it in a simulation. */
export type SimulatedCall = {
  readonly from?: Address | undefined
  readonly to: Address
  readonly data: Hex
  readonly value?: bigint | undefined
}

export type SimulatedResult = {
  readonly success: boolean
  /** What was returned, or the revert data. */
  readonly data: Hex
  readonly gasUsed: bigint
  readonly logs: readonly Log[]
}

/**
 * Runs calls one after another on the present state, each seeing what the ones before it did, and keeps nothing. `undefined` if the node
 * cannot (`eth_simulateV1`).
 *
 * @throws viem's errors if the node cannot be asked.
 */
export async function runCalls(
  client: Client,
  calls: readonly SimulatedCall[],
): Promise<readonly SimulatedResult[] | undefined> {
  try {
    const [block] = await simulateBlocks(client, {
      blocks: [
        { calls: [...calls], stateOverrides: [{ address: balanceReader, code: balanceCode }] },
      ],
    })
    return block?.calls.map(({ status, data, gasUsed, logs = [] }) => ({
      ...{ success: status === 'success', data, gasUsed, logs },
    }))
  } catch (error) {
    if (error instanceof BaseError && error.walk(isMissingMethod)) return undefined
    throw error
  }
}

/** Runs one call where a node can do no more than that. */
export async function runCall(
  client: Client,
  { from: account, to, data }: SimulatedCall & { readonly from: Address },
): Promise<unknown> {
  try {
    await call(client, { account, to, data })
    return undefined
  } catch (error) {
    return error
  }
}

function isMissingMethod(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return error.code === -32601 || error.code === -32004 || error.code === 4200
}

/** An address at which nothing stands, and code that returns the balance of the address in its calldata. */
export const balanceReader: Address = '0x00000000000000000000000000000000000ba1a4'
const balanceCode: Hex = '0x6000353160005260206000f3'

import { readFileSync } from 'node:fs'
import { type Address, type Client, type Hash, type Hex, numberToHex } from 'viem'
import type { Trace } from './trace.ts'

/** A call that need not be sent, or a transaction that was mined. */
export type Traceable =
  | {
      readonly call: {
        readonly from: Address
        readonly to: Address
        readonly data: Hex
        readonly gas: bigint
      }
    }
  | { readonly transaction: Hash }

/**
 * Has the node run a call, or a transaction once more on the state that it found, and record what ERC-7562 asks about.
 *
 * @throws viem's errors if the node does not trace; it must run tracers in JavaScript, as anvil and geth do.
 */
export async function requestTrace(client: Client, traceable: Traceable): Promise<Trace> {
  // The node's debug namespace is not part of viem's typed methods.
  const request = client.request as (args: {
    method: string
    params: readonly unknown[]
  }) => Promise<unknown>
  // What the tracer returns, in its own words.
  if ('transaction' in traceable) {
    const params = [traceable.transaction, { tracer }]
    return (await request({ method: 'debug_traceTransaction', params })) as Trace
  }
  const { gas, ...call } = traceable.call
  const params = [{ ...call, gas: numberToHex(gas) }, 'latest', { tracer }]
  return (await request({ method: 'debug_traceCall', params })) as Trace
}

/** The tracer's object literal: a node takes an expression, not a module. */
const tracer = readTracer()

function readTracer(): string {
  const source = readFileSync(new URL('./validationTracer.js', import.meta.url), 'utf8')
  return source.slice(source.indexOf('= {') + 2)
}

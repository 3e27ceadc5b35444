import type { Client } from 'viem'
import type { GrantList, ListGrantsParameters } from './listGrants.ts'
import { type Stock, takeStock } from './takeStock.ts'

export type WatchGrantsParameters = Omit<ListGrantsParameters, 'toBlock'> & {
  /** Called with the first list, and with every one that differs from the last. */
  readonly onGrants: (list: GrantList) => void
  /** Called when the chain could not be asked; watching goes on. */
  readonly onError?: ((error: unknown) => void) | undefined
  /** Milliseconds between two looks; the client's by default. */
  readonly pollingInterval?: number | undefined
}

/**
 * Watches the grants of an account: what is enabled, used, over or revoked. Returns a function that ends it.
 *
 * @example
 * ```ts
 * const unwatch = watchGrants(client, { account: account.address, onGrants: ({ grants }) => show(grants) })
 * unwatch()
 * ```
 */
export function watchGrants(client: Client, parameters: WatchGrantsParameters): () => void {
  const { onGrants, onError, pollingInterval = client.pollingInterval, ...question } = parameters
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let stock: Stock | undefined
  let last = ''

  async function look() {
    try {
      stock = await takeStock(client, question, stock)
      const { list } = stock
      const digest = digestOf(list)
      if (!stopped && digest !== last) {
        last = digest
        onGrants(list)
      }
    } catch (error) {
      if (!stopped) onError?.(error)
    }
    if (!stopped) timer = setTimeout(look, pollingInterval)
  }

  void look()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}

/** What a list says, but for the block at which it was made. */
function digestOf({ grants, incomplete, reason, epoch }: GrantList): string {
  const shown = grants.map(({ id, status, state, grant, remaining }) => ({
    ...{ id, status, state, remaining, published: grant !== undefined },
  }))
  return JSON.stringify({ shown, incomplete, reason, epoch }, (_, value) =>
    typeof value === 'bigint' ? `${value}` : value,
  )
}

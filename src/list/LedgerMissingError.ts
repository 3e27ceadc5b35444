import { type Address, BaseError } from 'viem'

/**
 * Thrown when no ledger stands where one is asked.
 *
 * @example
 * ```ts
 * try {
 *   await listGrants(client, { account: account.address })
 * } catch (error) {
 *   if (error instanceof LedgerMissingError) console.log('There is no ledger on this chain.')
 * }
 * ```
 */
export class LedgerMissingError extends BaseError {
  constructor({ ledger, chainId }: { ledger: Address; chainId: number }) {
    super(`No contract stands at the ledger ${ledger} on chain ${chainId}.`, {
      name: 'LedgerMissingError',
      metaMessages: ['Check the chain of the client, and pass the `deployment` of that chain.'],
    })
  }
}

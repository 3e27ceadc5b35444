import { type Address, BaseError, type Client, erc20Abi } from 'viem'
import { readContract } from 'viem/actions'
import type { TokenMetadata, Tokens } from '../types.ts'
import { isAnswer } from './isAnswer.ts'

/**
 * Reads what ERC-20 tokens say of themselves. One that does not say it, or says nonsense, is missing in the answer. A symbol is whatever
 * the token's author likes: show the address beside it.
 *
 * @throws viem's errors if the chain cannot be asked.
 *
 * @example
 * ```ts
 * const tokens = await readTokens(client, [token])
 * console.log(describeGrant({ grant, tokens }).join('\n'))
 * ```
 */
export async function readTokens(client: Client, addresses: readonly Address[]): Promise<Tokens> {
  const entries = await Promise.all(
    [...new Set(addresses)].map(async (address) => [address, await readToken(client, address)]),
  )
  return Object.fromEntries(entries.filter(([, token]) => token !== undefined))
}

async function readToken(client: Client, address: Address): Promise<TokenMetadata | undefined> {
  try {
    const [symbol, decimals] = await Promise.all([
      readContract(client, { address, abi: erc20Abi, functionName: 'symbol' }),
      readContract(client, { address, abi: erc20Abi, functionName: 'decimals' }),
    ])
    // No amount of more than 96 bits fits a limit.
    return decimals <= 77 ? { symbol, decimals } : undefined
  } catch (error) {
    if (error instanceof BaseError && isAnswer(error)) return undefined
    throw error
  }
}

import {
  type Account,
  type Address,
  type Chain,
  type Client,
  type Hash,
  maxUint256,
  type Transport,
} from 'viem'
import { waitForTransactionReceipt, writeContract } from 'viem/actions'
import { demoTokenAbi, uniswapV2RouterAbi } from './demoAbis.ts'

export type SwapOnMarketParameters = {
  /** Uniswap V2's router. */
  router: Address
  tokenIn: Address
  tokenOut: Address
  /** Base units of `tokenIn`. */
  amountIn: bigint
}

/**
 * Swaps as an ordinary account, at any price, and so moves the market's price: `tokenIn` gets cheaper. Meant for the
 * devnet's market maker, who holds plenty of both tokens.
 *
 * @throws viem's contract errors if the account lacks `amountIn`.
 */
export async function swapOnMarket(
  client: Client<Transport, Chain, Account>,
  { router, tokenIn, tokenOut, amountIn }: SwapOnMarketParameters,
): Promise<Hash> {
  const { account, chain } = client
  const approval = await writeContract(client, {
    ...{ account, chain, address: tokenIn, abi: demoTokenAbi, functionName: 'approve' },
    args: [router, amountIn],
  })
  await waitForTransactionReceipt(client, { hash: approval })
  const hash = await writeContract(client, {
    ...{ account, chain, address: router, abi: uniswapV2RouterAbi },
    functionName: 'swapExactTokensForTokens',
    args: [amountIn, 0n, [tokenIn, tokenOut], account.address, maxUint256],
  })
  await waitForTransactionReceipt(client, { hash })
  return hash
}

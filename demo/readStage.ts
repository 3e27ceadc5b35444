import { type Address, formatUnits } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { demoTokenAbi, uniswapV2RouterAbi } from '../src/devnet/index.ts'
import { type Deployment, explainValidation, type Grant, type KindVersion } from '../src/index.ts'
import { moduleContracts } from '../src/svm/moduleContracts.ts'
import { StoryError } from './insist.ts'
import { amountIn, type Stage } from './stage.ts'

/** What the account holds, in base units of 18 decimals. */
export type Balances = {
  readonly 'token A': bigint
  readonly 'token B': bigint
  readonly 'vault shares': bigint
  readonly ether: bigint
}

/** The least that the market would give now, less 0.5 % for slippage. */
export async function quote({ devnet }: Stage): Promise<bigint> {
  const [, out = 0n] = await devnet.publicClient.readContract({
    address: devnet.uniswap.router,
    abi: uniswapV2RouterAbi,
    functionName: 'getAmountsOut',
    args: [amountIn, [devnet.tokenA, devnet.tokenB]],
  })
  return (out * 995n) / 1000n
}

/** Says in words why the account's validation refuses an operation. */
export async function readRefusal(
  { devnet, deployment, kind }: Stage,
  userOperation: UserOperation<KindVersion>,
) {
  const answer = await explainValidation<KindVersion>(devnet.publicClient, {
    ...{ kind, userOperation, deployment },
  })
  if (answer.outcome !== 'refused') throw new StoryError(`Validation answered: ${answer.outcome}.`)
  return answer.error.sentence
}

/** The contract that checks a session of a grant. */
export function findModuleName(grant: Grant, session: number, { modules }: Deployment): string {
  const module = grant.sessions[session]?.module
  const found = Object.entries(moduleContracts).find(
    // The keys are those of the literal.
    ([name]) => modules[name as keyof typeof modules] === module,
  )
  return found?.[1] ?? 'an unknown module'
}

/** What tokens are called in descriptions. */
export function tokensOf({ devnet }: Stage) {
  return {
    [devnet.tokenA]: { symbol: 'A', decimals: 18 },
    [devnet.tokenB]: { symbol: 'B', decimals: 18 },
  }
}

export async function readBalances({ devnet, account }: Stage): Promise<Balances> {
  const read = (address: Address) =>
    devnet.publicClient.readContract({
      ...{ address, abi: demoTokenAbi, functionName: 'balanceOf', args: [account.address] },
    })
  const [a, b, shares, ether] = await Promise.all([
    read(devnet.tokenA),
    read(devnet.tokenB),
    read(devnet.vault),
    devnet.publicClient.getBalance({ address: account.address }),
  ])
  return { 'token A': a, 'token B': b, 'vault shares': shares, ether }
}

/** Tokens of 18 decimals, for people. */
export function toTokens(amount: bigint): string {
  return Number(formatUnits(amount, 18)).toLocaleString('en-US', { maximumFractionDigits: 6 })
}

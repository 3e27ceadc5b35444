import type { Address, Hash, Hex } from 'viem'
import { startDevnet } from '../src/devnet/index.ts'
import type { Deployment } from '../src/index.ts'
import { type AccountName, storyAccounts } from './accounts.ts'
import * as acts from './acts.ts'
import type { Balances } from './readStage.ts'
import type { Reporter } from './reporter.ts'
import { createSeedGrant, type Stage, setStage } from './stage.ts'

export type StoryResult = {
  /** Which account: a key of `storyAccounts`. */
  readonly name: AccountName
  readonly chainId: number
  readonly entryPoint: Address
  readonly bundler: string
  readonly account: Address
  readonly router: Address
  /** What remembers grants: the manager, or the validator itself. */
  readonly ledger: Address
  readonly modules: Deployment['modules']
  readonly grantId: Hex
  readonly refusedBelowRate: { reason: string; found: string; allowed: string }
  readonly refusedOnChain: { reason: string; transactionHash: Hash }
  readonly refusedInSimulation: { reason: string }
  readonly userOpHash: Hex
  readonly transactionHash: Hash
  readonly success: boolean
  readonly calls: number
  readonly signatures: number
  readonly checkedBy: readonly { call: number; module: string }[]
  readonly balancesBefore: Balances
  readonly balancesAfter: Balances
  /** Base units of token B that came out of the swap and were not staked. */
  readonly dust: bigint
  readonly gasUsed: bigint
  readonly verificationGas: bigint
  readonly refusedAfterRevoke: { reason: string }
  /** Operations whose validation was checked against ERC-7562; the story fails if one breaks a rule. */
  readonly operationsWithinRules: number
  readonly seconds: number
}

/** With which account, and where chain and bundler are to listen; free ports by default. */
export type StoryOptions = {
  readonly account?: AccountName | undefined
  /** Whether to stake all that the swap gives, through DepositAll; its minimum by default. */
  readonly stakeAll?: boolean | undefined
  readonly port?: number | undefined
  readonly bundlerPort?: number | undefined
}

/** Plays the seed's story on a devnet of its own, which is gone when this returns or throws. */
export async function runStory(
  reporter: Reporter,
  { account = 'modular', stakeAll = false, port, bundlerPort }: StoryOptions = {},
): Promise<StoryResult> {
  const started = Date.now()
  reporter.begin(storyAccounts[account].title)
  reporter.step('A chain, a bundler, a market and a vault')
  const devnet = await startDevnet({
    ...(port === undefined ? {} : { port }),
    ...(bundlerPort === undefined ? {} : { bundlerPort }),
  })
  try {
    const played = await play(await setStage(devnet, account, { stakeAll }), account, reporter)
    return { ...played, seconds: Math.round((Date.now() - started) / 100) / 10 }
  } finally {
    await devnet.stop()
  }
}

async function play(
  stage: Stage,
  name: AccountName,
  reporter: Reporter,
): Promise<Omit<StoryResult, 'seconds'>> {
  const { devnet, deployment, account, kind } = stage
  const { entryPoint } = kind
  reporter.say(
    `chain ${devnet.chain.id}, EntryPoint v${entryPoint.version} at ${entryPoint.address}`,
  )
  reporter.say(`bundler at ${devnet.bundlerUrl}; logs in ${devnet.logsDir}`)
  reporter.say(`router ${deployment.router}, ledger ${deployment.manager}`)

  const grant = await createSeedGrant(stage)
  await acts.grantPermissions(stage, grant, reporter)
  const refusedBelowRate = await acts.tryBelowRate(stage, grant, reporter)
  const refusedOnChain = await acts.forcePastTheSdk(stage, grant, reporter)
  const refusedInSimulation = await acts.simulateAtTheFloor(stage, reporter)
  await acts.moveTheMarket(stage, reporter)
  const run = await acts.runTheFlow(stage, grant, reporter)
  const refusedAfterRevoke = await acts.revoke(stage, grant, reporter)
  const operationsWithinRules = await acts.checkRules(stage, reporter)

  return {
    name,
    chainId: devnet.chain.id,
    entryPoint: entryPoint.address,
    bundler: devnet.bundlerUrl,
    account: account.address,
    router: deployment.router,
    ledger: deployment.manager,
    modules: deployment.modules,
    grantId: grant.id,
    refusedBelowRate,
    refusedOnChain,
    refusedInSimulation,
    ...run,
    refusedAfterRevoke,
    operationsWithinRules,
  }
}

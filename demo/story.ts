import {
  type Address,
  BaseError,
  formatUnits,
  type Hash,
  type Hex,
  isAddressEqual,
  parseEther,
} from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import type { PrivateKeyAccount } from 'viem/accounts'
import {
  checkIncludedOperations,
  type Devnet,
  demoTokenAbi,
  startDevnet,
  swapOnMarket,
  uniswapV2RouterAbi,
} from '../src/devnet/index.ts'
import {
  type Deployment,
  describeGrant,
  enableGrantCall,
  explain,
  explainError,
  explainValidation,
  type Grant,
  type KindVersion,
  revokeGrantsCall,
  toSessionAccount,
} from '../src/index.ts'
import { type AccountName, storyAccounts } from './accounts.ts'
import { forceOperation, handleOperation } from './forceOperation.ts'
import type { Reporter } from './reporter.ts'
import {
  amountIn,
  createSeedGrant,
  encodeInstallCalls,
  encodeSeedCalls,
  floorOut,
  floorRate,
  type Stage,
  setStage,
  vaultAllowance,
} from './stage.ts'
import { listFrames, readVerificationGas, traceTransaction } from './traceValidation.ts'

/** What the account holds, in base units of 18 decimals. */
export type Balances = {
  readonly 'token A': bigint
  readonly 'token B': bigint
  readonly 'vault shares': bigint
  readonly ether: bigint
}

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
  readonly port?: number | undefined
  readonly bundlerPort?: number | undefined
}

/** Plays the seed's story on a devnet of its own, which is gone when this returns or throws. */
export async function runStory(
  reporter: Reporter,
  { account = 'modular', port, bundlerPort }: StoryOptions = {},
): Promise<StoryResult> {
  const started = Date.now()
  reporter.begin(storyAccounts[account].title)
  reporter.step('A chain, a bundler, a market and a vault')
  const devnet = await startDevnet({
    ...(port === undefined ? {} : { port }),
    ...(bundlerPort === undefined ? {} : { bundlerPort }),
  })
  try {
    const played = await play(devnet, account, reporter)
    return { ...played, seconds: Math.round((Date.now() - started) / 100) / 10 }
  } finally {
    await devnet.stop()
  }
}

async function play(
  devnet: Devnet,
  name: AccountName,
  reporter: Reporter,
): Promise<Omit<StoryResult, 'seconds'>> {
  const stage = await setStage(devnet, name)
  const { deployment, account, kind } = stage
  const { entryPoint } = kind
  reporter.say(
    `chain ${devnet.chain.id}, EntryPoint v${entryPoint.version} at ${entryPoint.address}`,
  )
  reporter.say(`bundler at ${devnet.bundlerUrl}; logs in ${devnet.logsDir}`)
  reporter.say(`router ${deployment.router}, ledger ${deployment.manager}`)

  const grant = await createSeedGrant(stage)
  await grantPermissions(stage, grant, reporter)
  const refusedBelowRate = await tryBelowRate(stage, grant, reporter)
  const refusedOnChain = await forcePastTheSdk(stage, grant, reporter)
  const refusedInSimulation = await simulateAtTheFloor(stage, reporter)
  await moveTheMarket(stage, reporter)
  const run = await runTheFlow(stage, grant, reporter)
  const refusedAfterRevoke = await revoke(stage, grant, reporter)
  const operationsWithinRules = await checkRules(stage, reporter)

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

async function grantPermissions(stage: Stage, grant: Grant, reporter: Reporter) {
  const { devnet, account, deployment } = stage
  reporter.step('The owner grants three permissions to a session key, in one operation')
  const hash = await devnet.bundlerClient.sendUserOperation({
    account,
    calls: [...encodeInstallCalls(stage), enableGrantCall(grant, deployment)],
  })
  const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
  insist(success, 'The owner’s operation failed.')
  for (const line of describeGrant({ grant, deployment, tokens: tokensOf(stage) }))
    reporter.say(line)
  reporter.say(`The vault may take up to ${toTokens(vaultAllowance)} B: the owner’s own allowance.`)
  reporter.succeed(
    `account ${account.address} deployed, router installed, grant ${grant.id} enabled`,
  )
}

/** The least that the market would give now, less 0.5 % for slippage. */
async function quote({ devnet }: Stage): Promise<bigint> {
  const [, out = 0n] = await devnet.publicClient.readContract({
    address: devnet.uniswap.router,
    abi: uniswapV2RouterAbi,
    functionName: 'getAmountsOut',
    args: [amountIn, [devnet.tokenA, devnet.tokenB]],
  })
  return (out * 995n) / 1000n
}

async function tryBelowRate(stage: Stage, grant: Grant, reporter: Reporter) {
  const { account, deployment } = stage
  reporter.step('The market is below the floor rate: refused before anything is sent')
  const minimumOut = await quote(stage)
  reporter.say(
    `quote for ${toTokens(amountIn)} A: at least ${toTokens(minimumOut)} B; the floor is ${floorRate.out} B for ${floorRate.in} A`,
  )
  const calls = encodeSeedCalls(stage, { minimumOut })
  const { allowed, calls: verdicts } = explain({
    account: account.address,
    grant,
    calls,
    deployment,
  })
  insist(!allowed, 'A batch below the floor was not refused.')
  const verdict = verdicts.find((call) => !call.allowed)
  if (!verdict || verdict.allowed || verdict.reason.errorName !== 'MinimumOutTooLow')
    throw new StoryError('A batch below the floor was refused for another reason.')
  reporter.refuse(verdict.sentence)
  const { found, allowed: floor } = verdict.reason.args
  return { reason: verdict.sentence, found: String(found), allowed: String(floor) }
}

async function forcePastTheSdk(stage: Stage, grant: Grant, reporter: Reporter) {
  const { devnet, account, kind, sessionKey } = stage
  reporter.step('The same batch, forced past the SDK: refused by the chain')
  const userOp = await forceOperation({
    devnet,
    account: account.address,
    kind,
    grant,
    signer: sessionKey,
    callData: kind.encodeBatch(encodeSeedCalls(stage, { minimumOut: await quote(stage) })),
    routes: seedRoutes,
  })
  const { status, transactionHash } = await handleOperation(devnet, userOp, kind)
  insist(status === 'reverted', 'The chain accepted a batch below the floor.')
  reporter.say(`handleOps reverted in transaction ${transactionHash}`)
  const reason = await readRefusal(stage, userOp)
  reporter.refuse(reason)
  return { reason, transactionHash }
}

async function simulateAtTheFloor(stage: Stage, reporter: Reporter) {
  const { devnet, account, kind } = stage
  reporter.step('With the floor as its minimum the swap would fail: seen in simulation, not sent')
  const data = kind.encodeBatch(encodeSeedCalls(stage, { minimumOut: floorOut }))
  try {
    const { address } = kind.entryPoint
    await devnet.publicClient.call({ account: address, to: account.address, data })
  } catch (error) {
    const reason = explainError(error)?.sentence
    if (reason === undefined) throw error
    reporter.refuse(reason)
    return { reason }
  }
  throw new StoryError('The market gave the floor rate before it moved.')
}

async function moveTheMarket({ devnet }: Stage, reporter: Reporter) {
  reporter.step('The market moves')
  const { tokenA, tokenB, uniswap } = devnet
  const amount = parseEther('40000')
  await swapOnMarket(devnet.marketMaker, {
    router: uniswap.router,
    tokenIn: tokenB,
    tokenOut: tokenA,
    amountIn: amount,
  })
  // The pair notes its prices when a second has passed since the last swap, which costs more: an estimate must see that.
  await devnet.testClient.increaseTime({ seconds: 60 })
  await devnet.testClient.mine({ blocks: 1 })
  reporter.succeed(`somebody bought A for ${toTokens(amount)} B: A is dearer now`)
}

async function runTheFlow(stage: Stage, grant: Grant, reporter: Reporter) {
  const { devnet, account, deployment, kind, sessionKey } = stage
  const { bundlerClient, publicClient } = devnet
  reporter.step('The session key signs once: approve → swap → stake, atomically')
  const minimumOut = await quote(stage)
  reporter.say(`quote for ${toTokens(amountIn)} A: at least ${toTokens(minimumOut)} B`)
  const signatures = { count: 0 }
  const session = await toSessionAccount({
    account: { client: publicClient, address: account.address },
    grant,
    key: countSignatures(sessionKey, signatures),
    deployment,
    kind,
  })
  const calls = encodeSeedCalls(stage, { minimumOut })
  const balancesBefore = await readBalances(stage)
  const userOpHash = await bundlerClient.sendUserOperation({ account: session, calls })
  const { success, receipt } = await bundlerClient.waitForUserOperationReceipt({ hash: userOpHash })
  insist(success, 'The batch was included and failed.')
  const balancesAfter = await readBalances(stage)

  const { grants } = explain({ account: account.address, grant, calls, deployment })
  const routes = grants.flatMap(({ routes }) => routes)
  const trace = await traceTransaction(devnet, receipt.transactionHash)
  const executed = calls.filter(({ to, data }) =>
    listFrames(trace).some(
      (frame) =>
        isAddressEqual(frame.from, account.address) &&
        frame.to !== undefined &&
        isAddressEqual(frame.to, to) &&
        frame.input === data,
    ),
  )
  const verificationGas = readVerificationGas(trace, {
    ...{ account: account.address, router: deployment.router },
  })
  const checkedBy = routes.flatMap((route) =>
    route.calls.map((call) => ({ call, module: moduleName(grant, route.session, deployment) })),
  )
  for (const { call, module } of checkedBy)
    reporter.say(`${callNames[call]} was checked by ${module}`)
  reporter.succeed(`user operation ${userOpHash} in transaction ${receipt.transactionHash}`)
  reporter.say(
    `gas of the transaction ${receipt.gasUsed}, of validation in the router ${verificationGas}`,
  )
  reporter.table(balancesBefore, balancesAfter)
  const dust = balancesAfter['token B'] - balancesBefore['token B']
  reporter.say(
    `dust: ${toTokens(dust)} B more than the minimum came out of the swap and stays in the account`,
  )
  return {
    userOpHash,
    transactionHash: receipt.transactionHash,
    success,
    calls: executed.length,
    signatures: signatures.count,
    checkedBy,
    balancesBefore,
    balancesAfter,
    gasUsed: receipt.gasUsed,
    verificationGas,
  }
}

async function revoke(stage: Stage, grant: Grant, reporter: Reporter) {
  const { devnet, account, deployment, kind, sessionKey } = stage
  reporter.step('The owner revokes: the same key is refused')
  const hash = await devnet.bundlerClient.sendUserOperation({
    account,
    calls: [revokeGrantsCall([grant], deployment)],
  })
  const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
  insist(success, 'The owner’s operation failed.')
  const calls = encodeSeedCalls(stage, { minimumOut: await quote(stage) })
  const session = await toSessionAccount({
    account: { client: devnet.publicClient, address: account.address },
    ...{ grant, key: sessionKey, deployment, kind },
  })
  const sent = await devnet.bundlerClient.sendUserOperation({ account: session, calls }).then(
    () => true,
    () => false,
  )
  insist(!sent, 'The bundler took an operation of a revoked grant.')
  const userOp = await forceOperation({
    ...{ devnet, account: account.address, kind, grant, signer: sessionKey, routes: seedRoutes },
    callData: kind.encodeBatch(calls),
  })
  const reason = await readRefusal(stage, userOp)
  reporter.refuse(reason)
  return { reason }
}

/** The devnet's bundler does not trace, so the story does. */
async function checkRules({ devnet, kind }: Stage, reporter: Reporter): Promise<number> {
  const { publicClient } = devnet
  const entryPoint = kind.entryPoint.address
  reporter.step('Would any bundler have taken these operations? ERC-7562 checked, opcode by opcode')
  const checked = await checkIncludedOperations(publicClient, { entryPoint })
  for (const { userOpHash, violations } of checked) {
    const broken = violations.map(({ rule, sentence }) => `[${rule}] ${sentence}`).join(' ')
    insist(violations.length === 0, `User operation ${userOpHash} breaks ERC-7562. ${broken}`)
  }
  reporter.succeed(`the validation of all ${checked.length} operations breaks no rule`)
  return checked.length
}

/** The story did not go as it is told: something that must be refused was not, or the other way round. */
class StoryError extends BaseError {
  constructor(message: string) {
    super(message, {
      name: 'StoryError',
      metaMessages: ['The logs of chain and bundler are in .devnet/logs.'],
    })
  }
}

function insist(condition: boolean, message: string): asserts condition {
  if (!condition) throw new StoryError(message)
}

/** Approve by the first session, swap by the second, stake by the third. */
const seedRoutes = [0, 1, 2].map((i) => ({ session: i, calls: [i] }))

const callNames = ['approve', 'swap', 'stake']

async function readRefusal(
  { devnet, account, deployment, kind }: Stage,
  userOp: UserOperation<KindVersion>,
) {
  const answer = await explainValidation<KindVersion>({
    ...{ client: devnet.publicClient, account: account.address, kind, userOp, deployment },
  })
  if (answer.outcome !== 'refused') throw new StoryError(`Validation answered: ${answer.outcome}.`)
  return answer.error.sentence
}

function countSignatures(key: PrivateKeyAccount, counter: { count: number }) {
  const signTypedData: PrivateKeyAccount['signTypedData'] = (definition) => {
    counter.count += 1
    return key.signTypedData(definition)
  }
  return { address: key.address, signTypedData }
}

function moduleName(grant: Grant, session: number, { modules }: Deployment): string {
  const module = grant.sessions[session]?.module
  const names = { approve: 'ERC20ApprovalSVM', swap: 'DEXSwapSVM', stake: 'ERC20StakeSVM' }
  const found = Object.entries(modules).find(([, address]) => address === module)
  return names[(found?.[0] ?? 'approve') as keyof typeof names]
}

function tokensOf({ devnet }: Stage) {
  return {
    [devnet.tokenA]: { symbol: 'A', decimals: 18 },
    [devnet.tokenB]: { symbol: 'B', decimals: 18 },
  }
}

async function readBalances({ devnet, account }: Stage): Promise<Balances> {
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

function toTokens(amount: bigint): string {
  return Number(formatUnits(amount, 18)).toLocaleString('en-US', { maximumFractionDigits: 6 })
}

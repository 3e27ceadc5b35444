import { isAddressEqual, parseEther } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { checkIncludedOperations, swapOnMarket } from '../src/devnet/index.ts'
import {
  describeGrant,
  enableGrantCall,
  explain,
  explainError,
  type Grant,
  revokeGrantsCall,
  toSessionAccount,
} from '../src/index.ts'
import { forceOperation, handleOperation } from './forceOperation.ts'
import { insist, StoryError } from './insist.ts'
import {
  findModuleName,
  quote,
  readBalances,
  readRefusal,
  tokensOf,
  toTokens,
} from './readStage.ts'
import type { Reporter } from './reporter.ts'
import {
  amountIn,
  encodeInstallCalls,
  encodeSeedCalls,
  floorOut,
  floorRate,
  type Stage,
  vaultAllowance,
} from './stage.ts'
import { listFrames, readVerificationGas, traceTransaction } from './traceValidation.ts'

// The acts of the story, in their order.

export async function grantPermissions(stage: Stage, grant: Grant, reporter: Reporter) {
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
  const taker = stage.stakeAll ? 'DepositAll' : 'The vault'
  reporter.say(`${taker} may take up to ${toTokens(vaultAllowance)} B: the owner’s own allowance.`)
  reporter.succeed(
    `account ${account.address} deployed, router installed, grant ${grant.id} enabled`,
  )
}

export async function tryBelowRate(stage: Stage, grant: Grant, reporter: Reporter) {
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

export async function forcePastTheSdk(stage: Stage, grant: Grant, reporter: Reporter) {
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

export async function simulateAtTheFloor(stage: Stage, reporter: Reporter) {
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

export async function moveTheMarket({ devnet }: Stage, reporter: Reporter) {
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

export async function runTheFlow(stage: Stage, grant: Grant, reporter: Reporter) {
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
    route.calls.map((call) => ({ call, module: findModuleName(grant, route.session, deployment) })),
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
    stage.stakeAll
      ? `dust: ${toTokens(dust)} B; all that the swap gave is staked`
      : `dust: ${toTokens(dust)} B more than the minimum came out of the swap and stays in the account; none does with --stake-all`,
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
    dust,
    gasUsed: receipt.gasUsed,
    verificationGas,
  }
}

export async function revoke(stage: Stage, grant: Grant, reporter: Reporter) {
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
export async function checkRules({ devnet, kind }: Stage, reporter: Reporter): Promise<number> {
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

/** Approve by the first session, swap by the second, stake by the third. */
const seedRoutes = [0, 1, 2].map((i) => ({ session: i, calls: [i] }))

const callNames = ['approve', 'swap', 'stake']

function countSignatures(key: PrivateKeyAccount, counter: { count: number }) {
  const signTypedData: PrivateKeyAccount['signTypedData'] = (definition) => {
    counter.count += 1
    return key.signTypedData(definition)
  }
  return { address: key.address, signTypedData }
}

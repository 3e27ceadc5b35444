import { encodeFunctionData, parseEther, parseEventLogs, size } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forceOperation } from '../demo/forceOperation.ts'
import { encodeInstallCalls, encodeSeedCalls, type Stage, setStage } from '../demo/stage.ts'
import { sessionKeyManagerAbi } from '../src/abis/generated/index.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import {
  type Call,
  createGrant,
  enableGrantsCall,
  encodeBatch,
  erc20,
  erc4626,
  explainValidation,
  type Grant,
  type GrantRoutes,
  getGrantState,
  type OwnerApproval,
  type Permission,
  revokeAllGrantsCall,
  revokeGrantsCall,
  type SessionAccount,
  toSessionAccount,
  uniswapV2,
} from '../src/index.ts'
import { approveGrant } from './fixtures/approveGrant.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import {
  expectFailed,
  expectIncluded,
  expectRefused,
  expectSentBack,
  ownerSends,
  readTime,
} from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const minimumOut = parseEther('95')

/** An owner with an account and the router installed, and two grants of one key that nobody has enabled yet. */
async function openStage() {
  const stage = await setStage(devnet)
  const { tokenA, tokenB, vault, uniswap } = devnet
  const token = { token: tokenA, spender: uniswap.router, limits: { total: parseEther('1000') } }
  const route = { router: uniswap.router, tokenIn: tokenA, tokenOut: tokenB }
  const trade = await grantTo(stage, [
    erc20.approve(token),
    uniswapV2.swap({ ...route, rate: { out: 90n, in: 100n } }),
  ])
  const stake = await grantTo(stage, [erc4626.deposit({ vault }), erc20.approve(token)])
  await ownerSends(stage, encodeInstallCalls(stage))
  return { stage, trade, stake, calls: encodeSeedCalls(stage, { minimumOut }) }
}

async function grantTo(
  { deployment, sessionKey }: Stage,
  permissions: readonly Permission[],
  budget = parseEther('0.05'),
): Promise<Grant> {
  const validUntil = (await readTime(devnet)) + 24 * 60 * 60
  const fees = { budget }
  return createGrant({ key: sessionKey.address, permissions, validUntil, fees, deployment })
}

const openSession = (stage: Stage, grants: readonly Grant[], approval?: OwnerApproval) =>
  toSessionAccount({
    account: { client: devnet.publicClient, address: stage.account.address },
    ...{ grants, key: stage.sessionKey, deployment: stage.deployment, approval },
  })

async function send(session: SessionAccount, calls: readonly Call[]) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
  const { success, receipt } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
  expect(success).toBe(true)
  return receipt
}

const readState = ({ account, deployment }: Stage, grant: Grant) =>
  getGrantState(devnet.publicClient, { account: account.address, grant, deployment })

const readShares = ({ account }: Stage) =>
  devnet.publicClient.readContract({
    ...{ address: devnet.vault, abi: demoTokenAbi, functionName: 'balanceOf' },
    args: [account.address],
  })

const approve = (amount: bigint): Call => ({
  to: devnet.tokenA,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, amount] },
  }),
})

const soon = async () => (await readTime(devnet)) + 3600

/** An operation as somebody makes it who does not ask the SDK. */
function force(
  { account, sessionKey }: Stage,
  options: {
    calls: readonly Call[]
    grants: readonly GrantRoutes[]
    approval?: OwnerApproval | undefined
  },
) {
  const { calls, ...routing } = options
  return forceOperation({
    ...{ devnet, account: account.address, signer: sessionKey, callData: encodeBatch(calls) },
    ...routing,
  })
}

describe('two grants of one key in one operation', () => {
  test('default: each covers its calls, and each is charged', async () => {
    const { stage, trade, stake, calls } = await openStage()
    await ownerSends(stage, [enableGrantsCall([trade, stake], stage.deployment)])
    await send(await openSession(stage, [stake, trade]), calls)
    expect(await readShares(stage)).toBe(minimumOut)
    const [ofTrade, ofStake] = await Promise.all([readState(stage, trade), readState(stage, stake)])
    expect(ofTrade).toMatchObject({ status: 'active', operations: 1 })
    expect(ofStake).toEqual(ofTrade)
  })

  test('error: one of them is not enabled, or revoked', async () => {
    const { stage, trade, stake } = await openStage()
    await ownerSends(stage, [enableGrantsCall([stake], stage.deployment)])
    const grants = [stake, trade].map((grant, i) => ({
      ...{ grant, routes: [{ session: grant === trade ? 0 : 1, calls: [i] }] },
    }))
    const operation = () => force(stage, { calls: [approve(1n), approve(2n)], grants })
    await expectRefused(stage, await operation(), 'GrantStatusWrong')
    await ownerSends(stage, [enableGrantsCall([trade], stage.deployment)])
    await expectIncluded(devnet, await operation())
    await ownerSends(stage, [revokeGrantsCall([stake], stage.deployment)])
    await expectRefused(stage, await operation(), 'GrantStatusWrong')
  })

  test('error: one of them cannot pay', async () => {
    const { stage, trade } = await openStage()
    const { token, spender } = { token: devnet.tokenA, spender: devnet.uniswap.router }
    const poor = await grantTo(stage, [erc20.approve({ token, spender })], 1n)
    await ownerSends(stage, [enableGrantsCall([trade, poor], stage.deployment)])
    const grants = [trade, poor].map((grant, i) => ({
      ...{ grant, routes: [{ session: 0, calls: [i] }] },
    }))
    const calls = [approve(1n), approve(2n)]
    await expectFailed(stage, await force(stage, { calls, grants }), /fee budget/)
    const [first] = grants
    if (!first) throw new Error('There are two.')
    await expectIncluded(devnet, await force(stage, { calls: [approve(1n)], grants: [first] }))
  })
})

describe('a grant that its first use enables', () => {
  test('default: with all its sessions; the second use goes without the owner’s approval', async () => {
    const { stage, stake, trade, calls } = await openStage()
    const approval = await approveGrant(stage, stake, { deadline: await soon() })
    await ownerSends(stage, [enableGrantsCall([trade], stage.deployment)])
    const session = await openSession(stage, [stake, trade], approval)
    const callData = await session.encodeCalls(calls)
    const before = size(await session.getStubSignature({ callData }))
    const { logs } = await send(session, calls)
    expect(await readShares(stage)).toBe(minimumOut)
    const [enabled] = parseEventLogs({
      ...{ abi: sessionKeyManagerAbi, eventName: 'GrantEnabled', logs },
    })
    expect(enabled?.args).toMatchObject({ id: stake.id, grant: stake.terms, epoch: 0n })
    expect(enabled?.args.sessions).toEqual(stake.sessions)
    expect(await readState(stage, stake)).toMatchObject({ status: 'active', operations: 1 })

    expect(size(await session.getStubSignature({ callData }))).toBeLessThan(before - 150)
    await send(session, [approve(1n)])
    expect(await readState(stage, stake)).toMatchObject({ operations: 2 })
  })

  test('behavior: of as many sessions as an operation publishes', async () => {
    const { stage } = await openStage()
    const { tokenA, uniswap } = devnet
    const permissions = Array.from({ length: 16 }, (_, i) =>
      erc20.approve({
        token: tokenA,
        spender: uniswap.router,
        limits: { uses: i + 1, total: 99n },
      }),
    )
    const grant = await grantTo(stage, permissions)
    const approval = await approveGrant(stage, grant, { deadline: await soon() })
    await send(await openSession(stage, [grant], approval), [approve(1n)])
    expect(await readState(stage, grant)).toMatchObject({ status: 'active', operations: 1 })
  })

  test('behavior: an operation that does not use it does not enable it', async () => {
    const { stage, stake, trade } = await openStage()
    const approval = await approveGrant(stage, stake, { deadline: await soon() })
    await ownerSends(stage, [enableGrantsCall([trade], stage.deployment)])
    const session = await openSession(stage, [stake, trade], approval)
    const [first, swap] = encodeSeedCalls(stage, { minimumOut })
    if (!first || !swap) throw new Error('The seed has three calls.')
    await send(session, [first, swap])
    expect(await readState(stage, stake)).toMatchObject({ status: 'never' })
  })

  test('behavior: an approval of an active grant is not looked at', async () => {
    const { stage, trade } = await openStage()
    await ownerSends(stage, [enableGrantsCall([trade], stage.deployment)])
    const approval = { deadline: 1, position: 0, others: [], signature: '0x12' } as const
    const grants = [{ grant: trade, routes: [{ session: 0, calls: [0] }] }]
    await expectIncluded(devnet, await force(stage, { calls: [approve(1n)], grants, approval }))
  })

  test('error: an approval of another grant, of another epoch, or too late', async () => {
    const { stage, trade, stake } = await openStage()
    const deadline = await soon()
    const grants = [{ grant: trade, routes: [{ session: 0, calls: [0] }] }]
    const calls = [approve(1n)]
    const ofStake = await approveGrant(stage, stake, { deadline })
    const operation = await force(stage, { calls, grants, approval: ofStake })
    await expectRefused(stage, operation, 'ApprovalRefused')
    const late = await approveGrant(stage, trade, { deadline: (await readTime(devnet)) - 60 })
    await expectSentBack(devnet, await force(stage, { calls, grants, approval: late }), 'AA22')
    const approval = await approveGrant(stage, trade, { deadline })
    await ownerSends(stage, [revokeAllGrantsCall(stage.deployment)])
    const past = await force(stage, { calls, grants, approval })
    await expectRefused(stage, past, 'ApprovalRefused')
    const again = await approveGrant(stage, trade, { deadline, epoch: 1n })
    const good = await force(stage, { calls, grants, approval: again })
    const answer = await explainValidation(devnet.publicClient, {
      userOperation: good,
      deployment: stage.deployment,
    })
    expect(answer).toMatchObject({ outcome: 'accepted', window: { validUntil: deadline } })
    await expectIncluded(devnet, good)
  })
})

// Last: it looks at all that the tests above got included.
describe('ERC-7562', () => {
  test('behavior: every operation above keeps to the rules of validation', () =>
    expectEveryOperationClean(devnet))
})

import { encodeFunctionData, type Hex, parseEther, size } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSeedGrant, encodeSeedCalls, floorOut, vaultAllowance } from '../demo/stage.ts'
import {
  type Devnet,
  demoTokenAbi,
  deploySessionRouter,
  startDevnet,
  swapOnMarket,
} from '../src/devnet/index.ts'
import {
  type Call,
  createGrant,
  type Deployment,
  enableGrantCall,
  erc20,
  forErc7579,
  getGrantState,
  installModuleCall,
  nexusAccountKind,
  type OwnerApproval,
  revokeGrantsCall,
  toNexusAccount,
  toSessionAccount,
  uninstallValidatorCall,
} from '../src/index.ts'
import { approveGrant } from './fixtures/approveGrant.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'

let devnet: Devnet
let deployment: Deployment
beforeAll(async () => {
  devnet = await startDevnet()
  deployment = forErc7579(await deploySessionRouter(devnet.walletClient))
  // A is dearer than the floor demands.
  await swapOnMarket(devnet.marketMaker, {
    ...{ router: devnet.uniswap.router, tokenIn: devnet.tokenB, tokenOut: devnet.tokenA },
    amountIn: parseEther('40000'),
  })
  // The pair keeps its prices over time, and writes more when a second has passed since the last swap: estimates must see that.
  await devnet.testClient.increaseTime({ seconds: 60 })
  await devnet.testClient.mine({ blocks: 1 })
}, 60_000)
afterAll(() => devnet?.stop())

/** A new owner with a Nexus account, token A on it and the router installed. */
async function openStage() {
  const { publicClient, testClient, walletClient, nexusContracts } = devnet
  const owner = privateKeyToAccount(generatePrivateKey())
  const account = await toNexusAccount({ ...nexusContracts, client: publicClient, owner })
  await testClient.setBalance({ address: account.address, value: parseEther('1') })
  const hash = await walletClient.writeContract({
    ...{ address: devnet.tokenA, abi: demoTokenAbi, functionName: 'mint' },
    args: [account.address, parseEther('1000')],
  })
  await publicClient.waitForTransactionReceipt({ hash })
  const allowance = encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.vault, vaultAllowance] },
  })
  const sessionKey = privateKeyToAccount(generatePrivateKey())
  const stage = { devnet, deployment, owner, account, sessionKey }
  await ownerSends(stage, [
    installModuleCall({ account: account.address, type: 'validator', module: deployment.router }),
    { to: devnet.tokenB, data: allowance },
  ])
  return stage
}

type Stage = Awaited<ReturnType<typeof openStage>>

async function ownerSends({ account }: Pick<Stage, 'account'>, calls: readonly Call[]) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account, calls })
  const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
  expect(success).toBe(true)
}

const openSession = (
  { account, sessionKey }: Stage,
  grant: Awaited<ReturnType<typeof createSeedGrant>>,
  approval?: OwnerApproval,
) =>
  toSessionAccount({
    account: { client: devnet.publicClient, address: account.address },
    ...{ grant, key: sessionKey, deployment, approval, kind: nexusAccountKind },
  })

async function readShares({ account }: Stage): Promise<bigint> {
  return devnet.publicClient.readContract({
    ...{ address: devnet.vault, abi: demoTokenAbi, functionName: 'balanceOf' },
    args: [account.address],
  })
}

async function sessionSends(
  session: Awaited<ReturnType<typeof openSession>>,
  calls: readonly Call[],
) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
  return devnet.bundlerClient.waitForUserOperationReceipt({ hash })
}

describe('a session key on Nexus', () => {
  test('default: runs the seed flow in one operation', async () => {
    const stage = await openStage()
    const grant = await createSeedGrant(stage)
    await ownerSends(stage, [enableGrantCall(grant, deployment)])
    const session = await openSession(stage, grant)
    const { success } = await sessionSends(
      session,
      encodeSeedCalls(stage, { minimumOut: floorOut }),
    )
    expect(success).toBe(true)
    expect(await readShares(stage)).toBeGreaterThan(0n)
    const state = await getGrantState(devnet.publicClient, {
      ...{ account: stage.account.address, grant, deployment },
    })
    expect(state).toMatchObject({ status: 'active', operations: 1 })
  })

  test('error: a batch below the floor is refused off the chain and on it', async () => {
    const stage = await openStage()
    const grant = await createSeedGrant(stage)
    await ownerSends(stage, [enableGrantCall(grant, deployment)])
    const session = await openSession(stage, grant)
    const calls = encodeSeedCalls(stage, { minimumOut: floorOut - 1n })
    await expect(sessionSends(session, calls)).rejects.toThrow('floor rate')
    expect(await readShares(stage)).toBe(0n)
  })

  test('behavior: enables its grant on first use, and leaves the part out afterwards', async () => {
    const stage = await openStage()
    const grant = createGrant({
      key: stage.sessionKey.address,
      permissions: [erc20.approve({ token: devnet.tokenA, spender: devnet.uniswap.router })],
      ...{ noExpiry: true, fees: { budget: parseEther('0.05') }, deployment },
    })
    const deadline = Number((await devnet.publicClient.getBlock()).timestamp) + 3600
    // Installing the validator began epoch 1.
    const approval = await approveGrant(stage, grant, { deadline, epoch: 1n })
    const session = await openSession(stage, grant, approval)
    const data: Hex = encodeFunctionData({
      ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, 1n] },
    })
    const sizes: number[] = []
    for (let i = 0; i < 2; i++) {
      const calls = [{ to: devnet.tokenA, data }]
      const prepared = await devnet.bundlerClient.prepareUserOperation({ account: session, calls })
      sizes.push(size(prepared.signature))
      expect((await sessionSends(session, calls)).success).toBe(true)
    }
    expect(sizes[0]).toBeGreaterThan((sizes[1] ?? 0) + 65)
  })

  test('error: revoked, and uninstalled, it is refused', async () => {
    const stage = await openStage()
    const grant = await createSeedGrant(stage)
    await ownerSends(stage, [enableGrantCall(grant, deployment)])
    const session = await openSession(stage, grant)
    const calls = encodeSeedCalls(stage, { minimumOut: floorOut })
    await ownerSends(stage, [revokeGrantsCall([grant], deployment)])
    await expect(sessionSends(session, calls)).rejects.toThrow()
    const successor = await createSeedGrant(stage)
    await ownerSends(stage, [enableGrantCall(successor, deployment)])
    const next = await openSession(stage, successor)
    await ownerSends(stage, [
      await uninstallValidatorCall(devnet.publicClient, {
        ...{ account: stage.account.address, validator: deployment.router },
      }),
    ])
    await expect(sessionSends(next, calls)).rejects.toThrow()
    await ownerSends(stage, [
      installModuleCall({
        account: stage.account.address,
        type: 'validator',
        module: deployment.router,
      }),
    ])
    await expect(sessionSends(next, calls)).rejects.toThrow()
  })

  test('behavior: every operation keeps to ERC-7562', async () => {
    await expectEveryOperationClean(devnet, { entryPoint: devnet.entryPoints['0.7'] })
  })
})

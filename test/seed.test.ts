import { MerkleTree } from 'merkletreejs'
import {
  concat,
  decodeAbiParameters,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  pad,
  parseAbi,
  parseEther,
  slice,
  toHex,
  zeroHash,
} from 'viem'
import { entryPoint06Address, type UserOperation } from 'viem/account-abstraction'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeSeedCalls } from '../demo/stage.ts'
import { type Devnet, demoTokenAbi, deployDeterministic, startDevnet } from '../src/devnet/index.ts'
import {
  buildSeedTree,
  createGrant,
  enableGrantCall,
  explainValidation,
  getSeedState,
  hashSeedSession,
  migrateSeedSessions,
  originalManagers,
  parseSeedStorage,
  proveSeedSession,
  revokeAllGrantsCall,
  type SeedRoute,
  type SeedSession,
  setMerkleRootCall,
  setSeedPaymentsCall,
  stubSeedOperation,
  toSessionAccount,
  wrapSignature,
} from '../src/index.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import {
  createSeedOperation,
  encodeRules,
  openSeedAccount,
  type SeedAccount,
  seedSelectors,
  toSeedRouting,
} from './fixtures/openSeedAccount.ts'
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

const readShares = ({ account }: SeedAccount) =>
  devnet.publicClient.readContract({
    ...{ address: devnet.vault, abi: demoTokenAbi, functionName: 'balanceOf' },
    args: [account.address],
  })

const readAllowance = ({ account }: SeedAccount) =>
  devnet.publicClient.readContract({
    ...{ address: devnet.tokenA, abi: demoTokenAbi, functionName: 'allowance' },
    args: [account.address, devnet.uniswap.router],
  })

const encodeApprove = (amount: bigint) =>
  encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, amount] },
  })

/** The seed's flow with one session for each call, approving `amount` alone. */
const approveOnly = (amount = 1n) => ({
  calls: [{ to: devnet.tokenA, data: encodeApprove(amount) }],
})

/** viem's parameter wants an account or all fields; these are all fields. */
type BundledOperation = Parameters<Devnet['bundlerClient']['sendUserOperation']>[0]

async function sendThroughBundler(userOp: UserOperation<'0.6'>) {
  const { bundlerClient } = devnet
  const operation = { ...userOp, entryPointAddress: entryPoint06Address } as BundledOperation
  const hash = await bundlerClient.sendUserOperation(operation)
  return bundlerClient.waitForUserOperationReceipt({ hash })
}

/** What the original SDK would have in its storage. */
function writeStorage(sessions: readonly SeedSession[], key: string): string {
  const leaves = sessions.map(hashSeedSession)
  const tree = new MerkleTree(leaves, keccak256, { sortPairs: true, hashLeaves: false })
  return JSON.stringify({
    merkleRoot: tree.getHexRoot(),
    leafNodes: sessions.map(({ validAfter, validUntil, module, data }, i) => ({
      ...{ validUntil, validAfter, sessionKeyData: data, sessionID: `${i}`, status: 'PENDING' },
      ...{ sessionValidationModule: module.toLowerCase(), sessionPublicKey: key.toLowerCase() },
    })),
  })
}

describe('sessions of the original framework, through our router', () => {
  test('default: the seed’s batch runs, from the original’s storage and tree, estimated with a stub', async () => {
    const open = await openSeedAccount(devnet)
    const text = writeStorage(open.tree.sessions, open.sessionKey.address)
    const { sessions, storedRoot } = parseSeedStorage(text)
    const tree = buildSeedTree(sessions)
    const { account, deployment } = open
    const state = await getSeedState(devnet.publicClient, {
      ...{ account: account.address, through: 'router', deployment },
    })
    expect([storedRoot, tree.root]).toEqual([state.root, state.root])

    const routing = toSeedRouting({ ...open, tree })
    const unsigned = await createSeedOperation(open, { routing })
    const estimate = await devnet.bundlerClient.estimateUserOperationGas({
      ...unsigned,
      signature: stubSeedOperation(routing),
      entryPointAddress: entryPoint06Address,
    } as Parameters<typeof devnet.bundlerClient.estimateUserOperationGas>[0])
    const { callGasLimit, verificationGasLimit, preVerificationGas } = estimate
    const fields = { callGasLimit, verificationGasLimit, preVerificationGas }
    const { success } = await sendThroughBundler(
      await createSeedOperation(open, { routing, fields }),
    )
    expect(success).toBe(true)
    expect(await readShares(open)).toBe(parseEther('95'))
    const after = await getSeedState(devnet.publicClient, {
      ...{ account: account.address, through: 'router', deployment },
    })
    const gas = callGasLimit + verificationGasLimit + preVerificationGas
    expect(after).toMatchObject({ spent: gas * unsigned.maxFeePerGas, operations: 1 })
    expect(after.left).toBe(parseEther('0.05') - after.spent)
  })

  test('behavior: under the original manager, where it stands on other chains', async () => {
    const [manager] = originalManagers
    if (manager === undefined) throw new Error('There is no original manager.')
    const open = await openSeedAccount(devnet, { manager })
    expect((await sendThroughBundler(await createSeedOperation(open))).success).toBe(true)
    expect(await readShares(open)).toBe(parseEther('95'))
  })

  test('behavior: a single call, which the manager validates', async () => {
    const open = await openSeedAccount(devnet)
    const callData = encodeFunctionData({
      ...{ abi: accountAbi, functionName: 'execute_ncC' },
      args: [devnet.tokenA, 0n, encodeApprove(42n)],
    })
    const routing = { manager: open.manager, session: proveSeedSession(open.tree, 0) }
    const { success } = await sendThroughBundler(
      await createSeedOperation(open, { callData, routing }),
    )
    expect(success).toBe(true)
    expect(await readAllowance(open)).toBe(42n)
    const { spent } = await getSeedState(devnet.publicClient, {
      ...{ account: open.account.address, through: 'manager', deployment: open.deployment },
    })
    expect(spent).toBeGreaterThan(0n)
  })

  test('behavior: sessions move to a native grant, and the old root ends', async () => {
    const open = await openSeedAccount(devnet)
    const { sessionKey, deployment, tree, modules, account, stage } = open
    const { permissions, kept } = migrateSeedSessions({
      ...{ sessions: tree.sessions, key: sessionKey.address, modules, abi: flowAbi },
      erc20Functions: ['approve'],
    })
    expect(kept).toEqual([])
    const validUntil = (await readTime(devnet)) + 1000
    const fees = { budget: parseEther('0.05') }
    const grant = createGrant({
      key: sessionKey.address,
      permissions,
      validUntil,
      fees,
      deployment,
    })
    const op = await createSeedOperation(open)
    await ownerSends(stage, [
      enableGrantCall(grant, deployment),
      setMerkleRootCall({ root: zeroHash, manager: deployment.manager }),
    ])
    const session = await toSessionAccount({
      account: { client: devnet.publicClient, address: account.address },
      ...{ grant, key: sessionKey, deployment },
    })
    const calls = encodeSeedCalls(stage, { minimumOut: parseEther('95') })
    const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
    const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
    expect(success).toBe(true)
    expect(await readShares(open)).toBe(parseEther('95'))
    expect(op.signature).not.toBe('0x')
    await expectRefused(stage, await createSeedOperation(open), 'SeedCallRefused')
  })
})

describe('what is refused', () => {
  test('error: another signer, or a signature over another hash', async () => {
    const open = await openSeedAccount(devnet)
    const signer = open.owner
    await expectFailed(open.stage, await createSeedOperation(open, { signer }), /seed format/)
    const op = await createSeedOperation(open)
    await expectFailed(open.stage, { ...op, callGasLimit: op.callGasLimit + 1n }, /seed format/)
    await expectIncluded(devnet, op)
  })

  test('error: fees over the seed budget, or none set', async () => {
    const open = await openSeedAccount(devnet, { budget: parseEther('0.005') })
    const { deployment, stage } = open
    await devnet.testClient.setBalance({ address: open.account.address, value: parseEther('100') })
    for (const fields of [{ preVerificationGas: 10n ** 9n }, { maxFeePerGas: 10n ** 13n }]) {
      await expectFailed(stage, await createSeedOperation(open, { fields }), /seed budget/)
    }
    await expectIncluded(devnet, await createSeedOperation(open))
    // The rest of the budget is less than one operation may cost.
    await expectFailed(stage, await createSeedOperation(open), /seed budget/)
    await ownerSends(stage, [
      setSeedPaymentsCall({ through: 'router', budget: parseEther('0.01'), deployment }),
    ])
    await expectIncluded(devnet, await createSeedOperation(open))
    await ownerSends(stage, [revokeAllGrantsCall(deployment)])
    await expectFailed(stage, await createSeedOperation(open), /seed budget/)
  })

  test('error: a paymaster that the owner did not set', async () => {
    const open = await openSeedAccount(devnet)
    const fields = { paymasterAndData: slice(toHex(1, { size: 32 }), 12) }
    const userOp = await createSeedOperation(open, { fields })
    const ask = () =>
      explainValidation(devnet.publicClient, {
        userOperation: userOp,
        deployment: open.deployment,
      })
    expect(await ask()).toMatchObject({ outcome: 'failed' })
    await expectSentBack(devnet, userOp, 'AA3')
    const paymaster = slice(userOp.paymasterAndData ?? '0x', 0, 20)
    const { deployment } = open
    await ownerSends(open.stage, [
      setSeedPaymentsCall({ through: 'router', paymaster, deployment }),
    ])
    const fresh = await createSeedOperation(open, { fields })
    expect(
      await explainValidation(devnet.publicClient, {
        userOperation: fresh,
        deployment,
      }),
    ).toMatchObject({ outcome: 'accepted' })
  })

  test('error: a fake manager; one that the account has not enabled', async () => {
    const open = await openSeedAccount(devnet)
    const routing = toSeedRouting(open)
    // It answers every call without a word, as a manager does that allows everything.
    const fake = await deployDeterministic(devnet.walletClient, {
      initCode: '0x600180600a6000396000f300',
    })
    const lying = await createSeedOperation(open, { routing: { ...routing, manager: fake } })
    await expectRefused(open.stage, lying, 'SeedManagerUnknown')
    const [, manager] = originalManagers
    if (manager === undefined) throw new Error('There is one original manager.')
    const other = await createSeedOperation(open, { routing: { ...routing, manager } })
    await expectRefused(open.stage, other, 'SeedManagerNotEnabled')
    await expectIncluded(devnet, await createSeedOperation(open))
  })

  test('error: another tree, another session, a root that is gone', async () => {
    const open = await openSeedAccount(devnet)
    const wider = open.tree.sessions.map((one) => ({ ...one, validUntil: 0 }))
    const tree = buildSeedTree(wider)
    const routing = toSeedRouting({ ...open, tree })
    await expectRefused(open.stage, await createSeedOperation(open, { routing }), 'SeedCallRefused')
    await expectIncluded(devnet, await createSeedOperation(open))
  })

  test('error: rules of the original module', async () => {
    const open = await openSeedAccount(devnet)
    const routing = toSeedRouting(open, { sessions: [0] })
    await expectRefused(
      open.stage,
      await createSeedOperation(open, { ...approveOnly(parseEther('101')), routing }),
      'SeedCallRefused',
    )
    await expectIncluded(
      devnet,
      await createSeedOperation(open, { ...approveOnly(parseEther('100')), routing }),
    )
  })

  test('error: out of time', async () => {
    const now = await readTime(devnet)
    const open = await openSeedAccount(devnet, {
      change: (sessions) =>
        sessions.map((one, i) => ({ ...one, validUntil: i === 1 ? now + 10_000 : 0 })),
    })
    await expectIncluded(devnet, await createSeedOperation(open))
    const early = await openSeedAccount(devnet, {
      change: (sessions) =>
        sessions.map((one, i) => (i === 2 ? { ...one, validAfter: now + 10_000 } : one)),
    })
    await expectSentBack(devnet, await createSeedOperation(early), 'AA22')
  })

  test('error: session data of 32 bytes, which the SDK does not hash either', async () => {
    const open = await openSeedAccount(devnet)
    const routing = toSeedRouting(open, { sessions: [0] })
    const routes: readonly SeedRoute[] = routing.routes.map((route) => ({
      ...{ ...route, data: slice(route.data, 0, 32) },
    }))
    await expectRefused(
      open.stage,
      await createSeedOperation(open, { ...approveOnly(), routing: { ...routing, routes } }),
      'SeedDataLikeNode',
    )
    await expectIncluded(devnet, await createSeedOperation(open, { ...approveOnly(), routing }))
  })

  test('error: a target that would turn the account against itself', async () => {
    const open = await openSeedAccount(devnet, {
      change: ([one], { account, deployment, sessionKey }) =>
        [deployment.manager, account.address, devnet.tokenA].map((target) => ({
          ...{ validAfter: 0, validUntil: 0, module: one?.module ?? '0x' },
          data: encodeRules(sessionKey.address, {
            target,
            selector: seedSelectors.approve,
            rules: [],
          }),
        })),
    })
    // The sessions are of the rules module, which allows the calls: the router alone refuses.
    const rules = open.tree.sessions.map((one) => ({ ...one, module: open.modules.rules }))
    const tree = buildSeedTree(rules)
    await ownerSends(open.stage, [setMerkleRootCall({ root: tree.root, manager: open.manager })])
    const targets = [open.deployment.manager, open.account.address]
    for (const [i, to] of targets.entries()) {
      const routing = toSeedRouting({ ...open, tree }, { sessions: [i] })
      const calls = [{ to, data: encodeApprove(1n) }]
      const op = await createSeedOperation(open, { calls, routing })
      await expectRefused(open.stage, op, 'TargetForbidden')
    }
    const routing = toSeedRouting({ ...open, tree }, { sessions: [2] })
    await expectIncluded(devnet, await createSeedOperation(open, { ...approveOnly(), routing }))
  })

  test('error: an encoding that no encoder makes', async () => {
    const open = await openSeedAccount(devnet)
    const op = await createSeedOperation(open)
    const [batchSignature] = decodeAbiParameters([{ type: 'bytes' }], op.signature)
    const rewrap = (damaged: Hex) => ({
      ...op,
      signature: wrapSignature({ batchSignature: damaged, router: open.deployment.router }),
    })
    const longer = concat([batchSignature, pad('0x')])
    await expectRefused(open.stage, rewrap(longer), 'SeedSignatureNotCanonical')
    const dirty: Hex = `0x00${'01'}${batchSignature.slice(6)}`
    await expectRefused(open.stage, rewrap(dirty), 'SeedSignatureNotCanonical')
    const routes = toSeedRouting(open, { sessions: [0, 1] })
    await expectRefused(
      open.stage,
      await createSeedOperation(open, { routing: routes }),
      'SeedSessionsWrong',
    )
    await expectIncluded(devnet, op)
  })

  test('error: single calls over the budget, to the account itself, in a batch’s place', async () => {
    const open = await openSeedAccount(devnet)
    const routing = { manager: open.manager, session: proveSeedSession(open.tree, 0) }
    const execute = (target: Hex, data: Hex) =>
      encodeFunctionData({
        ...{ abi: accountAbi, functionName: 'execute_ncC', args: [target, 0n, data] },
      })
    const good = execute(devnet.tokenA, encodeApprove(1n))
    const fields = { maxFeePerGas: 10n ** 11n }
    await expectFailed(
      open.stage,
      await createSeedOperation(open, { callData: good, routing, fields }),
      /seed budget/,
    )
    const itself = execute(open.account.address, encodeApprove(1n))
    await expectRefused(
      open.stage,
      await createSeedOperation(open, { callData: itself, routing }),
      'TargetForbidden',
    )
    await expectRefused(
      open.stage,
      await createSeedOperation(open, { routing }),
      'SelectorNotSingle',
    )
    await expectIncluded(devnet, await createSeedOperation(open, { callData: good, routing }))
  })

  test('error: a session key that the data name as nobody', async () => {
    const open = await openSeedAccount(devnet, {
      change: ([one]) => (one ? [{ ...one, data: nobodysData() }] : []),
    })
    const routing = toSeedRouting(open, { sessions: [0] })
    await expectRefused(
      open.stage,
      await createSeedOperation(open, { ...approveOnly(), routing }),
      'SessionKeyZero',
    )
  })
})

// Last: it looks at all that the tests above got included.
describe('ERC-7562', () => {
  test('behavior: every operation above keeps to the rules of validation', () =>
    expectEveryOperationClean(devnet))
})

const nobodysData = () =>
  encodeAbiParameters(
    [{ type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'uint256' }],
    [slice(zeroHash, 0, 20), devnet.tokenA, devnet.uniswap.router, 1n],
  )

const accountAbi = parseAbi(['function execute_ncC(address dest, uint256 value, bytes func)'])

const flowAbi = parseAbi([
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline) returns (uint256[] amounts)',
  'function deposit(uint256 assets, address receiver) returns (uint256 shares)',
])

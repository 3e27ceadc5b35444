import { encodeFunctionData, type Hex, parseAbi, parseEther, slice, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forceOperation, handleOperation } from '../demo/forceOperation.ts'
import { encodeSeedCalls } from '../demo/stage.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import {
  type Call,
  CallNotCoveredError,
  enableGrantCall,
  encodeBatch,
  explainValidation,
  getGrantState,
  type Route,
  revokeAllGrantsCall,
  revokeGrantsCall,
} from '../src/index.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import {
  expectFailed,
  expectIncluded,
  expectRefused,
  expectSentBack,
  grantSeed,
  type OpenSession,
  openSession,
  ownerSends,
  readTime,
} from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const minimumOut = parseEther('95')
const seedRoutes: readonly Route[] = [0, 1, 2].map((i) => ({ session: i, calls: [i] }))

const approve = (amount: bigint): Call => ({
  to: devnet.tokenA,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, amount] },
  }),
})

async function send({ session }: OpenSession, calls: readonly Call[]) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
  return devnet.bundlerClient.waitForUserOperationReceipt({ hash })
}

const readShares = ({ account }: OpenSession) =>
  devnet.publicClient.readContract({
    ...{ address: devnet.vault, abi: demoTokenAbi, functionName: 'balanceOf' },
    args: [account.address],
  })

/** An operation as somebody makes it who does not ask the SDK. */
function force(
  open: OpenSession,
  options: {
    calls?: readonly Call[]
    callData?: Hex
    routes?: readonly Route[]
    signer?: OpenSession['sessionKey']
    fields?: Parameters<typeof forceOperation>[0]['fields']
  } = {},
) {
  const { calls = encodeSeedCalls(open.stage, { minimumOut }), routes = seedRoutes } = options
  return forceOperation({
    ...{ devnet, account: open.account.address, grant: open.grant, routes },
    signer: options.signer ?? open.sessionKey,
    callData: options.callData ?? encodeBatch(calls),
    ...(options.fields ? { fields: options.fields } : {}),
  })
}

describe('a session key, through the EntryPoint and the bundler', () => {
  test('default: approve, swap and stake run in one operation, within the fee budget', async () => {
    const open = await openSession(devnet)
    const { success, receipt } = await send(open, encodeSeedCalls(open.stage, { minimumOut }))
    expect(success).toBe(true)
    expect(receipt.status).toBe('success')
    expect(await readShares(open)).toBe(minimumOut)
    const state = await getGrantState(devnet.publicClient, {
      ...{ account: open.account.address, grant: open.grant, deployment: open.deployment },
    })
    expect(state).toMatchObject({ status: 'active', operations: 1 })
    expect(state.feeSpent).toBeGreaterThan(0n)
    expect(state.feeLeft).toBe(parseEther('0.05') - state.feeSpent)
  })

  test('behavior: calls in another order, with the grant unchanged', async () => {
    const open = await openSession(devnet)
    await send(open, encodeSeedCalls(open.stage, { minimumOut }))
    const [first, second, third] = encodeSeedCalls(open.stage, { minimumOut: parseEther('90') })
    if (!first || !second || !third) throw new Error('The seed has three calls.')
    // The vault takes what the first operation left; then approve and swap again.
    const dustFirst = [{ ...third, data: encodeDeposit(open, 1n) }, first, second]
    const { success } = await send(open, dustFirst)
    expect(success).toBe(true)
    expect(await readShares(open)).toBe(minimumOut + 1n)
  })

  test('behavior: a batch of one', async () => {
    const open = await openSession(devnet)
    const { success } = await send(open, [approve(7n)])
    expect(success).toBe(true)
  })

  test('behavior: ten calls of one session', async () => {
    const open = await openSession(devnet)
    const ten = Array.from({ length: 10 }, () => approve(parseEther('100')))
    expect((await send(open, ten)).success).toBe(true)
    // All ten were charged: the limit of a thousand is used up.
    await expectRefused(
      open.stage,
      await force(open, { calls: [approve(1n)], routes: [{ session: 0, calls: [0] }] }),
      'TotalLimitExceeded',
    )
  })

  test('behavior: a failing stake leaves approve and swap undone', async () => {
    const open = await openSession(devnet)
    const calls = [
      ...encodeSeedCalls(open.stage, { minimumOut }).slice(0, 2),
      { to: devnet.vault, data: encodeDeposit(open, parseEther('400')) },
    ]
    const userOp = await force(open, { calls })
    expect((await handleOperation(devnet, userOp)).status).toBe('success')
    const [balance, allowance] = await Promise.all([
      devnet.publicClient.readContract({
        ...{ address: devnet.tokenA, abi: demoTokenAbi, functionName: 'balanceOf' },
        args: [open.account.address],
      }),
      devnet.publicClient.readContract({
        ...{ address: devnet.tokenA, abi: demoTokenAbi, functionName: 'allowance' },
        args: [open.account.address, devnet.uniswap.router],
      }),
    ])
    expect(balance).toBe(parseEther('1000'))
    expect(allowance).toBe(0n)
    expect(await readShares(open)).toBe(0n)
  })

  test('error: a call that no session covers is refused before any bundler is asked', async () => {
    const open = await openSession(devnet)
    const transfer = {
      to: devnet.tokenA,
      data: encodeFunctionData({
        ...{ abi: demoTokenAbi, functionName: 'transfer', args: [devnet.vault, 1n] },
      }),
    }
    await expect(send(open, [transfer])).rejects.toThrow(CallNotCoveredError)
    await expectRefused(
      open.stage,
      await force(open, { calls: [transfer], routes: [{ session: 0, calls: [0] }] }),
      'SelectorNotAllowed',
    )
    expect((await send(open, [approve(1n)])).success).toBe(true)
  })
})

describe('windows', () => {
  test('error: one expired session refuses the whole batch', async () => {
    const expired = { validUntil: (await readTime(devnet)) - 60 }
    const open = await openSession(devnet, { windows: { swap: expired } })
    await expectSentBack(devnet, await force(open), 'AA22')
    await expectIncluded(
      devnet,
      await force(open, { calls: [approve(1n)], routes: [{ session: 0, calls: [0] }] }),
    )
  })

  test('error: one session that is not due yet refuses the whole batch', async () => {
    const later = { validAfter: (await readTime(devnet)) + 3600 }
    const open = await openSession(devnet, { windows: { stake: later } })
    await expectSentBack(devnet, await force(open), 'AA22')
    await expectIncluded(
      devnet,
      await force(open, { calls: [approve(1n)], routes: [{ session: 0, calls: [0] }] }),
    )
  })
})

describe('signature and grant', () => {
  test('error: a wrong key', async () => {
    const open = await openSession(devnet)
    const stranger = privateKeyToAccount(generatePrivateKey())
    await expectFailed(open.stage, await force(open, { signer: stranger }), /has not signed/)
    await expectIncluded(devnet, await force(open))
  })

  test('error: a revoked grant, and one revoked with all others', async () => {
    const open = await openSession(devnet)
    const another = await grantSeed(open.stage)
    await ownerSends(open.stage, [
      enableGrantCall(another, open.deployment),
      revokeGrantsCall([open.grant], open.deployment),
    ])
    await expectRefused(open.stage, await force(open), 'GrantStatusWrong')
    const withAnother = { ...open, grant: another }
    await expectIncluded(devnet, await force(withAnother))
    await ownerSends(open.stage, [revokeAllGrantsCall(open.deployment)])
    await expectRefused(open.stage, await force(withAnother), 'GrantStatusWrong')
  })

  test('error: fees over the budget', async () => {
    const open = await openSession(devnet, { fees: { budget: 10n ** 15n } })
    await expectFailed(open.stage, await force(open), /fee budget/)
    const fields = { maxFeePerGas: 400_000_000n, maxPriorityFeePerGas: 400_000_000n }
    await devnet.testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: 1n })
    await expectIncluded(devnet, await force(open, { fields }))
  })

  test('error: a paymaster that the grant does not name', async () => {
    const open = await openSession(devnet)
    const paymasterAndData = slice(toHex(1, { size: 32 }), 12)
    const userOp = await force(open, { fields: { paymasterAndData } })
    const answer = await explainValidation(devnet.publicClient, {
      userOperation: userOp,
      deployment: open.deployment,
    })
    expect(answer).toMatchObject({ outcome: 'failed' })
    await expectSentBack(devnet, userOp, 'AA3')
    await expectIncluded(devnet, await force(open))
  })
})

describe('batches that nobody could have meant', () => {
  const encode = (targets: Hex[], values: bigint[], datas: Hex[]) =>
    encodeFunctionData({ abi: batchAbi, args: [targets, values, datas] })

  test('error: an empty batch', async () => {
    const open = await openSession(devnet)
    const routes = [{ session: 0, calls: [0] }]
    await expectRefused(
      open.stage,
      await force(open, { callData: encode([], [], []), routes }),
      'BatchEmpty',
    )
    await expectIncluded(devnet, await force(open, { calls: [approve(1n)], routes }))
  })

  test('error: lists of unequal length', async () => {
    const open = await openSession(devnet)
    const routes = [{ session: 0, calls: [0] }]
    const { data = '0x' } = approve(1n)
    for (const callData of [
      encode([devnet.tokenA], [0n, 0n], [data]),
      encode([devnet.tokenA], [0n], [data, data]),
      encode([devnet.tokenA], [], [data]),
    ]) {
      await expectRefused(open.stage, await force(open, { callData, routes }), 'BatchNotCanonical')
    }
    const callData = encode([devnet.tokenA], [0n], [data])
    await expectIncluded(devnet, await force(open, { callData, routes }))
  })

  test('error: a call to zero, to the account itself, to the manager, to the router', async () => {
    const open = await openSession(devnet)
    const routes = [{ session: 0, calls: [0] }]
    const { data = '0x' } = approve(1n)
    const { router, manager } = open.deployment
    const zero = '0x0000000000000000000000000000000000000000'
    for (const to of [zero, open.account.address, manager, router] as const) {
      const userOp = await force(open, { calls: [{ to, data }], routes })
      await expectRefused(open.stage, userOp, 'TargetForbidden')
    }
    await expectIncluded(devnet, await force(open, { calls: [approve(1n)], routes }))
  })
})

// Last: it looks at all that the tests above got included.
describe('ERC-7562', () => {
  test('behavior: every operation above keeps to the rules of validation', () =>
    expectEveryOperationClean(devnet))
})

const batchAbi = parseAbi([
  'function executeBatch_y6U(address[] dest, uint256[] value, bytes[] func)',
])

function encodeDeposit({ account }: OpenSession, assets: bigint): Hex {
  return encodeFunctionData({
    abi: parseAbi(['function deposit(uint256 assets, address receiver) returns (uint256 shares)']),
    args: [assets, account.address],
  })
}

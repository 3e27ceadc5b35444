import { type Address, encodeFunctionData, parseEther, toFunctionSelector } from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forceOperation, handleOperation, toHandleOps } from '../demo/forceOperation.ts'
import { encodeInstallCalls, type Stage, setStage } from '../demo/stage.ts'
import { type Frame, listFrames, traceTransaction } from '../demo/traceValidation.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import {
  createGrant,
  enableGrantsCall,
  encodeBatch,
  erc20,
  erc4626,
  type Grant,
  type OwnerApproval,
  type Permission,
  routeCalls,
  type SessionAccount,
  toSessionAccount,
} from '../src/index.ts'
import { approveGrant } from './fixtures/approveGrant.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import { type OpenSession, openSession, ownerSends, readTime } from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const validateUserOp = toFunctionSelector(
  'validateUserOp((address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes),bytes32,uint256)',
)

/** Gas of the account's `validateUserOp`, in a trace of `handleOps`. */
function readValidation(trace: Frame): number {
  const frame = listFrames(trace).find(({ input }) => input.startsWith(validateUserOp))
  if (!frame) throw new Error('The trace has no validation.')
  expect(frame.error).toBeUndefined()
  return Number(frame.gasUsed)
}

/** Traces `handleOps` without sending it. With a stub signature it reverts, after validation has done all its work. */
async function simulate(userOp: Awaited<ReturnType<typeof forceOperation>>): Promise<Frame> {
  const { args, abi, functionName } = toHandleOps(devnet, userOp)
  const request = devnet.publicClient.request as (args: {
    method: string
    params: readonly unknown[]
  }) => Promise<unknown>
  const call = {
    from: devnet.walletClient.account.address,
    to: entryPoint06Address,
    data: encodeFunctionData({ abi, functionName, args }),
    gas: '0x3d0900',
  }
  const params = [call, 'latest', { tracer: 'callTracer' }]
  return (await request({ method: 'debug_traceCall', params })) as Frame
}

const approve = (to: Address, spender: Address) => ({
  to,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [spender, 5n] },
  }),
})

const measure = ({ stage, grant, session }: OpenSession, count: number) =>
  measureBatch(stage, { session, grants: [grant], count })

/** With two grants, every second call is for the second. */
async function measureBatch(
  { account, sessionKey, deployment }: Stage,
  options: {
    session: SessionAccount
    grants: readonly Grant[]
    count: number
    approval?: OwnerApproval
  },
) {
  const { session, grants, count, approval } = options
  const calls = Array.from({ length: count }, (_, i) =>
    i % grants.length === 0
      ? approve(devnet.tokenA, devnet.uniswap.router)
      : approve(devnet.tokenB, devnet.vault),
  )
  const callData = encodeBatch(calls)
  const routed = routeCalls({ account: account.address, grants, calls, deployment, approval })
  expect(routed.covered).toBe(true)
  expect(routed.grants).toHaveLength(Math.min(count, grants.length))
  expect(routed.approval).toEqual(approval)
  const signed = await forceOperation({
    ...{ devnet, account: account.address, signer: sessionKey, callData },
    ...{ grants: routed.grants, approval: routed.approval },
  })
  const stub = { ...signed, signature: await session.getStubSignature({ callData }) }
  expect(stub.signature.length).toBe(signed.signature.length)
  const estimated = readValidation(await simulate(stub))
  const { status, transactionHash } = await handleOperation(devnet, signed)
  expect(status).toBe('success')
  return { estimated, real: readValidation(await traceTransaction(devnet, transactionHash)) }
}

describe('verification gas of a stub signature', () => {
  test.each([1, 3, 10])('default: within 1 % of the real run, for %i calls', async (count) => {
    const open = await openSession(devnet)
    const first = await measure(open, count)
    const steady = await measure(open, count)
    for (const { estimated, real } of [first, steady]) {
      expect(Math.abs(estimated - real) / real).toBeLessThan(0.01)
    }
    // The first use writes counters that were zero.
    expect(first.real).toBeGreaterThan(steady.real)
  })

  test.each([2, 3, 10])('behavior: so with two grants, for %i calls', async (count) => {
    const { stage, grants } = await grantTwo()
    await ownerSends(stage, [enableGrantsCall(grants, stage.deployment)])
    const session = await openSessionOf(stage, grants)
    for (const _ of ['first', 'steady']) {
      const { estimated, real } = await measureBatch(stage, { session, grants, count })
      expect(Math.abs(estimated - real) / real).toBeLessThan(0.01)
    }
  })

  test.each([1, 3, 10])(
    'behavior: so for a first use that enables its grant, for %i calls',
    async (count) => {
      const { stage, grants } = await grantTwo()
      const [first, second] = grants
      if (!first || !second) throw new Error('There are two.')
      const deadline = (await readTime(devnet)) + 3600
      const approval = await approveGrant(stage, first, { deadline })
      await ownerSends(stage, [enableGrantsCall([second], stage.deployment)])
      const session = await openSessionOf(stage, grants, approval)
      const { estimated, real } = await measureBatch(stage, { session, grants, count, approval })
      expect(Math.abs(estimated - real) / real).toBeLessThan(0.01)
    },
  )
})

/** Two grants, for one token each. */
async function grantTwo() {
  const stage = await setStage(devnet)
  await ownerSends(stage, encodeInstallCalls(stage))
  const { tokenA, tokenB, vault, uniswap } = devnet
  const grantTo = (permissions: readonly Permission[]) =>
    createGrant({
      ...{ key: stage.sessionKey.address, permissions, expiresIn: 24 * 60 * 60 },
      ...{ fees: { budget: parseEther('0.05') }, deployment: stage.deployment },
    })
  const grants = [
    grantTo([
      erc20.approve({ token: tokenA, spender: uniswap.router, limits: { perUse: 5n, uses: 100 } }),
      erc4626.deposit({ vault }),
    ]),
    grantTo([
      erc20.approve({ token: tokenB, spender: vault, limits: { total: 1000n, uses: 100 } }),
      erc20.approve({ token: tokenB, spender: uniswap.router }),
    ]),
  ]
  return { stage, grants }
}

const openSessionOf = (stage: Stage, grants: readonly Grant[], approval?: OwnerApproval) =>
  toSessionAccount({
    account: { client: devnet.publicClient, address: stage.account.address },
    ...{ grants, key: stage.sessionKey, deployment: stage.deployment, approval },
  })

// Last: it looks at all that the tests above got included.
describe('ERC-7562', () => {
  test('behavior: every operation above keeps to the rules of validation', () =>
    expectEveryOperationClean(devnet))
})

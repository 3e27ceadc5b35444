import { encodeFunctionData, toFunctionSelector } from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forceOperation, handleOperation, toHandleOps } from '../demo/forceOperation.ts'
import { type Frame, listFrames, traceTransaction } from '../demo/traceValidation.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import { encodeBatch } from '../src/index.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import { type OpenSession, openSession } from './fixtures/openSession.ts'

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

async function measure({ account, grant, sessionKey, session }: OpenSession, count: number) {
  const data = encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, 5n] },
  })
  const callData = encodeBatch(Array.from({ length: count }, () => ({ to: devnet.tokenA, data })))
  const routes = [{ session: 0, calls: Array.from({ length: count }, (_, i) => i) }]
  const signed = await forceOperation({
    ...{ devnet, account: account.address, grant, signer: sessionKey, callData, routes },
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
})

// Last: it looks at all that the tests above got included.
describe('ERC-7562', () => {
  test('behavior: every operation above keeps to the rules of validation', () =>
    expectEveryOperationClean(devnet))
})

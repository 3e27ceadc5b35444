import { createClient, custom, encodeFunctionData, http, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeSeedCalls } from '../demo/stage.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import { CallNotCoveredError, revokeGrantsCall, simulate, toSessionAccount } from '../src/index.ts'
import { type OpenSession, openSession, ownerSends } from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const minimumOut = parseEther('95')
const approve = (amount: bigint, spender = devnet.uniswap.router) => ({
  to: devnet.tokenA,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [spender, amount] },
  }),
})
const balanceOf = (token: `0x${string}`, account: `0x${string}`) =>
  devnet.publicClient.readContract({
    ...{ address: token, abi: demoTokenAbi, functionName: 'balanceOf', args: [account] },
  })

/** The session account over a node that lacks a method. */
const overOldNode = ({ account, grant, sessionKey, deployment }: OpenSession) => {
  const honest = createClient({ transport: http(devnet.rpcUrl) })
  const client = createClient({
    chain: devnet.chain,
    transport: custom({
      async request({ method, params }) {
        if (method !== 'eth_simulateV1') return honest.request({ method, params } as never)
        throw { code: -32601, message: 'the method eth_simulateV1 does not exist' }
      },
    }),
  })
  const owned = { client, address: account.address }
  return toSessionAccount({ account: owned, grant, key: sessionKey, deployment })
}

describe('simulate', () => {
  test('default: what changes, exactly as when it is sent', async () => {
    const opened = await openSession(devnet)
    const { session, deployment, stage, account } = opened
    const calls = encodeSeedCalls(stage, { minimumOut })
    const simulation = await simulate({ session, calls, deployment })
    expect(simulation.outcome).toBe('passes')
    expect(simulation.execution).toMatchObject({ success: true })
    expect(simulation.execution.gasUsed).toBeGreaterThan(100_000n)
    const tokens = [devnet.tokenA, devnet.tokenB, devnet.vault]
    const before = await Promise.all(tokens.map((token) => balanceOf(token, account.address)))

    const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
    await devnet.bundlerClient.waitForUserOperationReceipt({ hash })

    const after = await Promise.all(tokens.map((token) => balanceOf(token, account.address)))
    const found = simulation.changes?.flatMap((one) => (one.kind === 'token' ? [one] : []))
    expect(found?.map(({ token }) => token.toLowerCase()).sort()).toEqual(
      tokens.map((token) => token.toLowerCase()).sort(),
    )
    tokens.forEach((token, i) => {
      const change = found?.find((one) => one.token.toLowerCase() === token.toLowerCase())
      expect([change?.before, change?.after]).toEqual([before[i], after[i]])
    })
  })

  test('behavior: an allowance that is left standing', async () => {
    const { session, deployment } = await openSession(devnet)
    const { changes } = await simulate({ session, calls: [approve(7n)], deployment })
    const { router: spender } = devnet.uniswap
    expect(changes).toMatchObject([{ kind: 'allowance', spender, before: 0n, after: 7n }])
  })

  test('behavior: an allowance that is spent without a word', async () => {
    const { session, deployment, stage } = await openSession(devnet)
    const calls = encodeSeedCalls(stage, { minimumOut })
    const { changes } = await simulate({ session, calls, deployment })
    const allowances = changes?.filter(({ kind }) => kind === 'allowance')
    expect(allowances).toMatchObject([
      { spender: devnet.vault, before: parseEther('500'), after: parseEther('500') - minimumOut },
    ])
  })

  test('behavior: who pays, and how much at most', async () => {
    const { session, deployment, stage } = await openSession(devnet)
    const calls = encodeSeedCalls(stage, { minimumOut })
    const userOperation = await devnet.bundlerClient.prepareUserOperation({
      account: session,
      calls,
    })
    const signature = await session.signUserOperation(userOperation)
    const signed = { ...userOperation, signature }
    const simulation = await simulate({ session, userOperation: signed, deployment })
    expect(simulation).toMatchObject({ outcome: 'passes', validation: { outcome: 'accepted' } })
    expect(simulation.payment?.maxCost).toBeGreaterThan(0n)
    const poor = { ...signed, maxFeePerGas: parseEther('1') }
    const dear = await simulate({ session, userOperation: poor, deployment })
    expect(dear).toMatchObject({ outcome: 'refused', validation: { outcome: 'failed' } })
  })

  test('error: the call that reverts, and why, from within the market', async () => {
    const { session, deployment, stage } = await openSession(devnet)
    const [allow, , deposit] = encodeSeedCalls(stage, { minimumOut })
    const [, swap] = encodeSeedCalls(stage, { minimumOut: parseEther('5000') })
    if (!allow || !swap || !deposit) throw new Error('The seed has three calls.')
    const calls = [allow, swap, deposit]
    expect(await simulate({ session, calls, deployment })).toMatchObject({
      ...{ outcome: 'reverts', validation: { outcome: 'failed' } },
      execution: {
        ...{ success: false, call: 1 },
        error: { sentence: expect.stringContaining('The market gives less') },
      },
    })
    const [small] = await Promise.all([simulate({ session, calls: [deposit], deployment })])
    expect(small.execution.error?.errorName).toBe('ERC20InsufficientBalance')
  })

  test('error: what the account would refuse', async () => {
    const { session, deployment, stage, grant } = await openSession(devnet)
    await ownerSends(stage, [revokeGrantsCall([grant], deployment)])
    expect(await simulate({ session, calls: [approve(1n)], deployment })).toMatchObject({
      outcome: 'refused',
      validation: { error: { errorName: 'GrantStatusWrong' } },
    })
  })

  test('error: what no session covers is not even simulated', async () => {
    const { session, deployment } = await openSession(devnet)
    const calls = [approve(1n, devnet.vault)]
    await expect(simulate({ session, calls, deployment })).rejects.toThrow(CallNotCoveredError)
  })

  test('behavior: a node that cannot simulate tells less, and nothing wrong', async () => {
    const opened = await openSession(devnet)
    const session = await overOldNode(opened)
    const { deployment, stage } = opened
    const good = await simulate({ session, calls: [approve(1n)], deployment })
    expect(good).toMatchObject({ outcome: 'passes', execution: { success: true } })
    expect(good.changes).toBeUndefined()
    const [, swap] = encodeSeedCalls(stage, { minimumOut })
    if (!swap) throw new Error('The seed has three calls.')
    const bad = await simulate({ session, calls: [swap], deployment })
    expect(bad).toMatchObject({ outcome: 'reverts', execution: { success: false } })
    expect(bad.execution.error?.sentence).toContain('could not take the token')
  })
})

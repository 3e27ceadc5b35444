import { encodeFunctionData, type Hex, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forceOperation } from '../demo/forceOperation.ts'
import { encodeInstallCalls, setStage } from '../demo/stage.ts'
import { uniswapV2RouterAbi } from '../src/devnet/demoAbis.ts'
import {
  checkValidationRules,
  type Devnet,
  demoTokenAbi,
  startDevnet,
} from '../src/devnet/index.ts'
import {
  abiRules,
  allow,
  type Call,
  CallNotCoveredError,
  createGrant,
  enableGrantCall,
  encodeBatch,
  explain,
  getUsages,
  lte,
  memberOf,
  oneOf,
  self,
  toMemberSet,
  toSessionAccount,
  total,
} from '../src/index.ts'
import { expectClean, expectEveryOperationClean } from './fixtures/expectClean.ts'
import { expectIncluded, expectRefused, ownerSends, readTime } from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const friend: Hex = `0x${'f1'.repeat(20)}`
const others = Array.from(
  { length: 1000 },
  (_, i): Hex => `0x${(i + 1).toString(16).padStart(40, '0')}`,
)
const friends = toMemberSet('address', [...others, friend])

/** An account whose session key may swap, and transfer a little, under rules on the arguments alone. */
async function openRules() {
  const stage = await setStage(devnet)
  const { tokenA, tokenB, uniswap } = devnet
  const grant = createGrant({
    key: stage.sessionKey.address,
    permissions: [
      allow({
        ...{ to: tokenA, abi: demoTokenAbi, functionName: 'approve' },
        args: { spender: uniswap.router, value: total(parseEther('100')) },
      }),
      allow({
        ...{ to: uniswap.router, abi: uniswapV2RouterAbi },
        functionName: 'swapExactTokensForTokens',
        args: { amountIn: lte(parseEther('50')), path: [tokenA, tokenB], to: self() },
      }),
      allow({
        ...{ to: tokenB, abi: demoTokenAbi, functionName: 'transfer' },
        args: { to: oneOf(friend, tokenA), value: lte(5n) },
        uses: 2,
      }),
      allow({
        ...{ to: tokenB, abi: demoTokenAbi, functionName: 'transfer' },
        args: { to: memberOf(friends.root), value: lte(9n) },
      }),
    ],
    validUntil: (await readTime(devnet)) + 60 * 60,
    fees: { budget: parseEther('0.05') },
    deployment: stage.deployment,
  })
  await ownerSends(stage, [...encodeInstallCalls(stage), enableGrantCall(grant, stage.deployment)])
  const account = { client: devnet.publicClient, address: stage.account.address }
  const session = await toSessionAccount({
    ...{ account, grant, key: stage.sessionKey, deployment: stage.deployment },
  })
  return { ...stage, stage, grant, session }
}

type Open = Awaited<ReturnType<typeof openRules>>

const approve = (amount: bigint): Call => ({
  to: devnet.tokenA,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, amount] },
  }),
})

const swap = (amountIn: bigint, to: Hex): Call => ({
  to: devnet.uniswap.router,
  data: encodeFunctionData({
    ...{ abi: uniswapV2RouterAbi, functionName: 'swapExactTokensForTokens' },
    args: [amountIn, 1n, [devnet.tokenA, devnet.tokenB], to, 2n ** 40n],
  }),
})

const transfer = (to: Hex, amount: bigint): Call => ({
  to: devnet.tokenB,
  data: encodeFunctionData({ abi: demoTokenAbi, functionName: 'transfer', args: [to, amount] }),
})

async function send({ session }: Open, calls: readonly Call[]) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
  return devnet.bundlerClient.waitForUserOperationReceipt({ hash })
}

describe('permissions made with `allow`, through the EntryPoint and the bundler', () => {
  test('default: a flow of functions that no module knows runs in one operation', async () => {
    const open = await openRules()
    const amount = parseEther('50')
    const calls = [approve(amount), swap(amount, open.account.address), transfer(friend, 5n)]
    expect((await send(open, calls)).success).toBe(true)
    const { publicClient, tokenB } = devnet
    const read = { address: tokenB, abi: demoTokenAbi, functionName: 'balanceOf' } as const
    expect(await publicClient.readContract({ ...read, args: [friend] })).toBe(5n)
    const usages = await getUsages(publicClient, {
      ...{ account: open.account.address, grant: open.grant, deployment: open.deployment },
    })
    expect(usages[0]).toEqual({ total: amount, uses: 0 })
    expect(usages[2]).toEqual({ total: 0n, uses: 1 })
    await expectEveryOperationClean(devnet)
  })

  test('behavior: a call that breaks a rule is refused before it is sent, and by the chain', async () => {
    const open = await openRules()
    const calls = [swap(parseEther('50') + 1n, open.account.address)]
    const { account, grant, deployment } = open
    const answer = explain({ account: account.address, grant, calls, deployment })
    expect(answer.calls[0]?.sentence).toBe(
      'calls[0] passes 50000000000000000001 at byte 4; the rule allows at most 50000000000000000000 (rule 0).',
    )
    await expect(send(open, calls)).rejects.toThrow(CallNotCoveredError)
    const force = (batch: readonly Call[]) =>
      forceOperation({
        ...{ devnet, account: account.address, grant, signer: open.sessionKey },
        ...{ callData: encodeBatch(batch), routes: [{ session: 1, calls: [0] }] },
      })
    await expectRefused(open.stage, await force(calls), 'RuleBroken')
    await expectRefused(open.stage, await force([swap(1n, friend)]), 'RuleBroken')
    expect((await send(open, [approve(10n), swap(10n, account.address)])).success).toBe(true)
  })

  test('behavior: a member of a large set needs its proof, and no other', async () => {
    const open = await openRules()
    expect((await send(open, [approve(100n), swap(100n, open.account.address)])).success).toBe(true)
    const force = (to: Hex, proof: Hex) =>
      forceOperation({
        ...{ devnet, account: open.account.address, grant: open.grant, signer: open.sessionKey },
        callData: encodeBatch([transfer(to, 9n)]),
        routes: [{ session: 3, calls: [0], callSpecificData: { 0: proof } }],
      })
    const member = others[7] ?? friend
    await expectRefused(open.stage, await force(devnet.tokenA, friends.prove(friend)), 'NotInSet')
    await expectRefused(open.stage, await force(member, friends.prove(friend)), 'NotInSet')
    await expectRefused(open.stage, await force(member, '0x'), 'CallSpecificDataTooShort')
    const userOperation = await force(member, friends.prove(member))
    expectClean(await checkValidationRules(devnet.publicClient, { version: '0.6', userOperation }))
    await expectIncluded(devnet, userOperation)
  })

  test('behavior: a grant says what its rules allow', async () => {
    const { grant } = await openRules()
    const text = grant.sessions.map(({ data }) => abiRules.describe({ data }))
    expect(text[1]).toContain('argument 1 is at most 50000000000000000000')
    expect(text[1]).toContain('argument 4 is the account itself')
    expect(text[2]).toMatch(/argument 1 is one of .*, and argument 2 is at most 5.*at most 2 times/)
  })
})

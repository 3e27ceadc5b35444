import { encodeFunctionData, parseEther } from 'viem'
import {
  entryPoint06Address,
  type UserOperation,
  UserOperationReceiptNotFoundError,
} from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forceOperation, handleOperation } from '../demo/forceOperation.ts'
import { encodeSeedCalls } from '../demo/stage.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import {
  type Call,
  createGrant,
  enableGrantCall,
  encodeBatch,
  erc20,
  explainUserOperation,
  type Grant,
  replaceGrantCalls,
  revokeGrantsCall,
} from '../src/index.ts'
import { type OpenSession, openSession, ownerSends, readTime } from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const approve = (amount: bigint): Call => ({
  to: devnet.tokenA,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, amount] },
  }),
})

/** One approval, as whoever has the key would send it; anything about it may be changed. */
function makeOperation(
  { account, sessionKey, grant }: OpenSession,
  changes: Partial<Parameters<typeof forceOperation>[0]> & {
    calls?: readonly Call[]
    of?: Grant
  } = {},
): Promise<UserOperation<'0.6'>> {
  const { calls = [approve(1n)], of = grant, ...others } = changes
  return forceOperation({
    ...{ devnet, account: account.address, signer: sessionKey, callData: encodeBatch(calls) },
    grants: [{ grant: of, routes: [{ session: 0, calls: calls.map((_, i) => i) }] }],
    ...others,
  } as Parameters<typeof forceOperation>[0])
}

const explainIt = ({ deployment }: OpenSession, userOperation: UserOperation<'0.6'>) =>
  explainUserOperation(devnet.publicClient, { userOperation, deployment })

const stranger = privateKeyToAccount(generatePrivateKey())

/** The text with names instead of what differs from run to run. */
function normalize(text: string, { account, grant, sessionKey, deployment }: OpenSession): string {
  const names: Record<string, string> = {
    [account.address]: 'ACCOUNT',
    [grant.id]: 'GRANT',
    [sessionKey.address]: 'KEY',
    [deployment.modules.approve]: 'APPROVAL_MODULE',
    [stranger.address]: 'STRANGER',
  }
  const flat = text.replace(/\n {7}/g, ' ')
  return Object.entries(names)
    .reduce((all, [value, name]) => all.replace(new RegExp(value, 'gi'), name), flat)
    .replace(/0x[0-9a-f]{64}/gi, 'HASH')
    .replace(/0x[0-9a-f]{40}/gi, 'ADDRESS')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'DATE')
    .replace(/0\.000\d{12,}(?= at)/g, 'LEFT_OVER')
}

/** Each breaks an operation in one way. */
const breaks: Record<string, (opened: OpenSession) => Promise<UserOperation<'0.6'>>> = {
  'wrong chain': (opened) =>
    makeOperation(opened, { devnet: { ...devnet, chain: { ...devnet.chain, id: 10 as never } } }),

  async expired(opened) {
    const { sessionKey, deployment, stage } = opened
    const validUntil = (await readTime(devnet)) + 100
    const grant = createGrant({
      ...{ key: sessionKey.address, deployment, validUntil, fees: { budget: parseEther('0.05') } },
      permissions: [erc20.approve({ token: devnet.tokenA, spender: devnet.uniswap.router })],
    })
    await ownerSends(stage, [enableGrantCall(grant, deployment)])
    const operation = await makeOperation(opened, { of: grant })
    await devnet.testClient.increaseTime({ seconds: 200 })
    await devnet.testClient.mine({ blocks: 1 })
    return operation
  },

  'over limit': (opened) => makeOperation(opened, { calls: [approve(parseEther('1001'))] }),

  async revoked(opened) {
    await ownerSends(opened.stage, [revokeGrantsCall([opened.grant], opened.deployment)])
    return makeOperation(opened)
  },

  'wrong module': (opened) => {
    const { terms, sessions } = opened.grant
    const grant = createGrant({
      ...{ key: terms.key, noExpiry: true, fees: { budget: terms.feeBudget } },
      permissions: [erc20.approve({ token: devnet.tokenA, spender: devnet.uniswap.router })],
      ...{ deployment: opened.deployment, router: stranger.address },
    })
    expect(grant.sessions).not.toEqual(sessions)
    return makeOperation(opened, { of: grant })
  },

  unfunded: async (opened) => {
    await devnet.testClient.setBalance({ address: opened.account.address, value: 1n })
    return makeOperation(opened, { fields: { maxFeePerGas: 20n * 10n ** 9n } })
  },

  'paymaster refused': (opened) =>
    makeOperation(opened, { fields: { paymasterAndData: stranger.address } }),

  'nonce reuse': async (opened) => {
    const operation = await makeOperation(opened)
    await handleOperation(devnet, operation)
    return operation
  },

  'stale root': async (opened) => {
    const { grant, deployment, stage } = opened
    // The owner has put a grant with other sessions in the place of one that was never enabled under this root.
    const base = { key: grant.terms.key, deployment, noExpiry: true as const }
    const fees = { budget: grant.terms.feeBudget }
    const token = { token: devnet.tokenA, spender: devnet.uniswap.router }
    const permissions = [erc20.approve({ ...token, limits: { total: 1n } })]
    const drafted = createGrant({ ...base, fees, salt: 1n, permissions })
    const successor = createGrant({
      ...{ ...base, fees, salt: 1n },
      permissions: [...permissions, erc20.approve({ ...token, limits: { total: 2n } })],
    })
    await ownerSends(stage, replaceGrantCalls({ grant, successor, deployment }).slice())
    return makeOperation(opened, { of: drafted })
  },

  'wrong key': (opened) => makeOperation(opened, { signer: stranger }),
}

test.each(Object.entries(breaks))('explainUserOperation: %s', async (name, make) => {
  const opened = await openSession(devnet)
  // The twin: what is broken here is nothing but this one thing.
  expect(await explainIt(opened, await makeOperation(opened))).toMatchObject({ outcome: 'passes' })
  const broken = await make(opened)
  const answer = await explainIt(opened, broken)
  console.log(`--- ${name}\n${answer.text}`)
  expect(answer.outcome).toBe('refused')
  const lines = answer.text.split('\n')
  expect(lines.length).toBeLessThanOrEqual(24)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
  expect(normalize(answer.text, opened)).toMatchSnapshot()
  // The chain agrees: nobody can have it included.
  expect((await handleOperation(devnet, broken)).status).toBe('reverted')
})

test('explainUserOperation: calls that revert are no refusal', async () => {
  const opened = await openSession(devnet)
  const [, swap] = encodeSeedCalls(opened.stage, { minimumOut: parseEther('95') })
  if (!swap) throw new Error('The seed has three calls.')
  const grants = [{ grant: opened.grant, routes: [{ session: 1, calls: [0] }] }]
  const operation = await makeOperation(opened, { calls: [swap], grants })
  const answer = await explainIt(opened, operation)
  expect(answer).toMatchObject({ outcome: 'reverts' })
  expect(normalize(answer.text, opened)).toMatchSnapshot()
})

test('explainUserOperation: by hash, before and after it is on the chain', async () => {
  const { bundlerClient, publicClient: client } = devnet
  const opened = await openSession(devnet)
  const { session, stage, deployment } = opened
  const ask = (hash: `0x${string}`) =>
    explainUserOperation(client, { hash, bundlerClient, deployment })
  expect(await ask(opened.grant.id)).toMatchObject({ outcome: 'unknown' })
  const send = async (calls: readonly Call[]) => {
    const hash = await bundlerClient.sendUserOperation({
      ...{ account: session, calls, callGasLimit: 500_000n },
      // With every limit given, nothing is estimated, and nobody notices that the calls revert.
      ...{ verificationGasLimit: 500_000n, preVerificationGas: 200_000n },
    })
    await bundlerClient.waitForUserOperationReceipt({ hash })
    return hash
  }
  expect(await ask(await send([approve(1n)]))).toMatchObject({ outcome: 'included', reasons: [] })
  const [allow, , deposit] = encodeSeedCalls(stage, { minimumOut: parseEther('95') })
  if (!allow || !deposit) throw new Error('The seed has three calls.')
  const failed = await ask(await send([deposit]))
  expect(failed).toMatchObject({ outcome: 'failed' })
  expect(failed.reasons[0]?.sentence).toContain('has 0 base units of the token')
})

test('explainUserOperation: by hash, while it waits', async () => {
  const opened = await openSession(devnet)
  const userOperation = await makeOperation(opened, { signer: stranger })
  const hash = opened.grant.id
  const bundlerClient = {
    getUserOperationReceipt: () => Promise.reject(new UserOperationReceiptNotFoundError({ hash })),
    getUserOperation: async () => ({
      ...{ userOperation, entryPoint: entryPoint06Address },
      ...{ blockHash: hash, blockNumber: 0n, transactionHash: hash },
    }),
  }
  const answer = await explainUserOperation(devnet.publicClient, {
    ...{ hash, bundlerClient, deployment: opened.deployment },
  })
  expect(answer).toMatchObject({ outcome: 'refused', code: 'AA24' })
  // A bundler that cannot be asked is no operation that nobody knows.
  const broken = {
    ...bundlerClient,
    getUserOperationReceipt: () => Promise.reject(new Error('down')),
  }
  await expect(
    explainUserOperation(devnet.publicClient, { hash, bundlerClient: broken }),
  ).rejects.toThrow('down')
})

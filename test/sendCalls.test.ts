import { createClient, custom, encodeFunctionData, http, isHash, parseEther } from 'viem'
import { createBundlerClient } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSeedGrant } from '../demo/stage.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import {
  BundlerHashError,
  type Call,
  CallNotCoveredError,
  enableGrantCall,
  forErc7579,
  getGrantState,
  installModuleCall,
  nexusAccountKind,
  OperationTimeoutError,
  RpcDisagreementError,
  resendOperation,
  revokeGrantsCall,
  sendCalls,
  toNexusAccount,
  toSessionAccount,
  waitForOperation,
} from '../src/index.ts'
import { openSession, ownerSends } from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const approve = (amount: bigint, spender = devnet.uniswap.router): Call => ({
  to: devnet.tokenA,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [spender, amount] },
  }),
})

type Rpc = (args: { method: string; params?: unknown }) => Promise<unknown>

/** A bundler that does something to what it is asked. */
function tamperedBundler(
  tamper: (args: { method: string; params?: unknown }, ask: Rpc) => unknown,
) {
  const honest = createClient({ transport: http(devnet.bundlerUrl) })
  const ask: Rpc = (args) => honest.request(args as never)
  const request: Rpc = async (args) => tamper(args, ask)
  const transport = custom({ request }, { retryCount: 0 })
  return createBundlerClient({ client: devnet.publicClient, transport, pollingInterval: 20 })
}

describe('sendCalls', () => {
  test('default: sends, and knows the hash by itself', async () => {
    const { session } = await openSession(devnet)
    const kept: unknown[] = []
    const sent = await sendCalls(devnet.bundlerClient, {
      ...{ session, calls: [approve(1n)], onSigned: (one: unknown) => kept.push(one) },
    })
    expect(isHash(sent.hash)).toBe(true)
    expect(kept).toEqual([sent])
    const { success } = await waitForOperation(devnet.bundlerClient, { session, sent })
    expect(success).toBe(true)
  })

  test('behavior: on an ERC-7579 account', async () => {
    const { deployment: all } = await openSession(devnet)
    const deployment = forErc7579(all)
    const { publicClient: client, bundlerClient, nexusContracts } = devnet
    const owner = privateKeyToAccount(generatePrivateKey())
    const account = await toNexusAccount({ ...nexusContracts, client, owner })
    const { address } = account
    await devnet.testClient.setBalance({ address, value: parseEther('1') })
    const sessionKey = privateKeyToAccount(generatePrivateKey())
    const grant = await createSeedGrant({ devnet, deployment, sessionKey })
    const module = deployment.router
    const install = installModuleCall({ account: address, type: 'validator', module })
    const hash = await bundlerClient.sendUserOperation({
      ...{ account, calls: [install, enableGrantCall(grant, deployment)] },
    })
    await bundlerClient.waitForUserOperationReceipt({ hash })
    const session = await toSessionAccount({
      ...{ account: { client, address }, grant, key: sessionKey, deployment },
      kind: nexusAccountKind,
    })
    const sent = await sendCalls(bundlerClient, { session, calls: [approve(1n)] })
    expect((await waitForOperation(bundlerClient, { session, sent })).success).toBe(true)
  })

  test('error: nothing is asked of the bundler that no session covers', async () => {
    const { session } = await openSession(devnet)
    const bundler = tamperedBundler(() => expect.unreachable('It was asked.'))
    const calls = [approve(1n, devnet.vault)]
    await expect(sendCalls(bundler, { session, calls })).rejects.toThrow(CallNotCoveredError)
  })

  test('attack_89: a bundler that returns another hash', async () => {
    const { session } = await openSession(devnet)
    const lying = tamperedBundler(async (args, ask) => {
      const answer = await ask(args)
      return args.method === 'eth_sendUserOperation' ? `0x${'00'.repeat(32)}` : answer
    })
    let hash = ''
    const sending = sendCalls(lying, {
      ...{
        session,
        calls: [approve(1n)],
        onSigned: (sent: { hash: string }) => (hash = sent.hash),
      },
    })
    const error = await sending.catch((error) => error)
    expect(error).toBeInstanceOf(BundlerHashError)
    expect(error.message).toContain(hash)
  })
})

describe('a node that lies about the nonce', () => {
  test('attack_88: a second node finds out before anything is signed', async () => {
    const { session } = await openSession(devnet)
    const honest = createClient({ transport: http(devnet.rpcUrl) })
    const lying = createClient({
      transport: custom({
        async request({ method, params }) {
          const answer = await honest.request({ method, params } as never)
          return method === 'eth_call' ? `${String(answer).slice(0, -1)}7` : answer
        },
      }),
    })
    const sending = sendCalls(devnet.bundlerClient, {
      ...{ session, calls: [approve(1n)], verifier: lying },
      onSigned: () => expect.unreachable('It was signed.'),
    })
    await expect(sending).rejects.toThrow(RpcDisagreementError)
    const sent = await sendCalls(devnet.bundlerClient, {
      ...{ session, calls: [approve(1n)], verifier: honest },
    })
    expect((await waitForOperation(devnet.bundlerClient, { session, sent })).success).toBe(true)
  })
})

describe('waitForOperation', () => {
  test('attack_93: a dropped operation: the same bytes are sent again, and take effect once', async () => {
    const opened = await openSession(devnet)
    const { session, account, grant, deployment } = opened
    const given: string[] = []
    const dropping = tamperedBundler(async (args, ask) => {
      if (args.method !== 'eth_sendUserOperation') return ask(args)
      given.push(JSON.stringify(args.params))
      // The first time it says yes and forgets.
      return given.length === 1 ? sent?.hash : ask(args)
    })
    let sent: Awaited<ReturnType<typeof sendCalls>> | undefined
    sent = await sendCalls(dropping, {
      ...{ session, calls: [approve(1n)] },
      onSigned(one) {
        sent = one
      },
    })
    const { success } = await waitForOperation(dropping, { session, sent })
    expect(success).toBe(true)
    expect(given.length).toBeGreaterThanOrEqual(2)
    expect(new Set(given).size).toBe(1)
    // Again, after all: nothing more happens.
    await expect(resendOperation(devnet.bundlerClient, { session, sent })).rejects.toThrow()
    const state = { account: account.address, grant, deployment }
    expect(await getGrantState(devnet.publicClient, state)).toMatchObject({ operations: 1 })
  })

  test('behavior: a bundler that shows the receipt late, of an operation that used a limit up', async () => {
    const { session } = await openSession(devnet, { limits: { uses: 1 } })
    const sent = await sendCalls(devnet.bundlerClient, { session, calls: [approve(1n)] })
    await waitForOperation(devnet.bundlerClient, { session, sent })
    const asked: string[] = []
    const late = tamperedBundler(async (args, ask) => {
      asked.push(args.method)
      const isFirst = asked.filter((method) => method === args.method).length === 1
      return isFirst && /Receipt|getUserOperationByHash/.test(args.method) ? null : ask(args)
    })
    expect((await waitForOperation(late, { session, sent })).success).toBe(true)
    expect(asked).toContain('eth_sendUserOperation')
  })

  test('error: dropped, and refused when it is sent again', async () => {
    const { session, stage, grant, deployment } = await openSession(devnet)
    let hash = ''
    const dropping = tamperedBundler((args, ask) =>
      args.method === 'eth_sendUserOperation' ? hash : ask(args),
    )
    const sent = await sendCalls(dropping, {
      ...{ session, calls: [approve(1n)] },
      onSigned(one) {
        hash = one.hash
      },
    })
    await ownerSends(stage, [revokeGrantsCall([grant], deployment)])
    const waiting = waitForOperation(devnet.bundlerClient, { session, sent })
    await expect(waiting).rejects.toThrow('AA23')
  })

  test('error: not in time', async () => {
    const { session } = await openSession(devnet)
    const deaf = tamperedBundler(async (args, ask) => {
      if (/Receipt|getUserOperationByHash/.test(args.method)) return null
      return args.method === 'eth_sendUserOperation' ? hash : ask(args)
    })
    let hash = ''
    const sent = await sendCalls(deaf, {
      ...{ session, calls: [approve(1n)] },
      onSigned(one) {
        hash = one.hash
      },
    })
    const waiting = waitForOperation(deaf, { session, sent, timeout: 100 })
    await expect(waiting).rejects.toThrow(OperationTimeoutError)
  })
})

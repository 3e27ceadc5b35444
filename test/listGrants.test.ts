import { createClient, custom, encodeFunctionData, http, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forceOperation } from '../demo/forceOperation.ts'
import { encodeSeedCalls } from '../demo/stage.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import {
  createGrant,
  enableGrantCall,
  enableGrantRootsCall,
  encodeBatch,
  erc20,
  forErc7579,
  type Grant,
  type GrantList,
  installModuleCall,
  LedgerMissingError,
  listGrants,
  publishSessionsCall,
  RpcDisagreementError,
  renounceGrantCall,
  revokeAllGrantsCall,
  revokeGrantsCall,
  toNexusAccount,
  toSessionAccount,
  watchGrants,
} from '../src/index.ts'
import {
  expectIncluded,
  expectRefused,
  openSession,
  ownerSends,
  readTime,
} from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

/** What another machine has: a URL. */
const freshClient = () => createClient({ transport: http(devnet.rpcUrl) })

type Rpc = (args: { method: string; params?: unknown }) => Promise<unknown>

/** A node that changes answers on their way. */
function tamperedClient(
  tamper: (args: { method: string; params: unknown[] }, ask: Rpc) => unknown,
) {
  const honest = freshClient()
  const ask: Rpc = (args) => honest.request(args as Parameters<typeof honest.request>[0])
  const request: Rpc = async (args) => tamper({ params: [], ...(args as object) } as never, ask)
  return createClient({ transport: custom({ request }, { retryCount: 0 }) })
}

const summarize = ({ grants, incomplete, reason }: GrantList) => ({
  grants: grants.map(({ id, status, end }) => ({ id, status, ...(end ? { end } : {}) })),
  ...{ incomplete, reason },
})

type Opened = Awaited<ReturnType<typeof openSession>>

async function addGrant(
  { sessionKey, deployment }: Pick<Opened, 'sessionKey' | 'deployment'>,
  changes: { validAfter?: number; validUntil?: number; uses?: number } = {},
): Promise<Grant> {
  const { uses = 2, ...window } = changes
  return createGrant({
    key: sessionKey.address,
    permissions: [
      erc20.approve({
        ...{ token: devnet.tokenA, spender: devnet.uniswap.router, limits: { uses, total: 10n } },
      }),
    ],
    validUntil: (await readTime(devnet)) + 3600,
    fees: { budget: parseEther('0.05') },
    deployment,
    ...window,
  })
}

const approve = (amount: bigint) => ({
  to: devnet.tokenA,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, amount] },
  }),
})

describe('listGrants', () => {
  test('default: from a fresh machine, with nothing but a node', async () => {
    const opened = await openSession(devnet)
    const { account, deployment, grant, session, stage } = opened
    const hash = await devnet.bundlerClient.sendUserOperation({
      ...{ account: session, calls: encodeSeedCalls(stage, { minimumOut: parseEther('95') }) },
    })
    await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
    const list = await listGrants(freshClient(), { account: account.address, deployment })
    expect(list).toMatchObject({ incomplete: false, sequence: 1n, epoch: 0n })
    expect(list.grants).toHaveLength(1)
    const [listed] = list.grants
    // Not the object that was enabled, but one that is equal to it: rebuilt from the event.
    expect(listed?.grant).toEqual(grant)
    expect(listed).toMatchObject({ status: 'active', state: { operations: 1 } })
    const { feeSpent, feeLeft } = listed?.state ?? { feeSpent: 0n, feeLeft: 0n }
    expect(feeSpent).toBeGreaterThan(0n)
    expect(feeSpent + feeLeft).toBe(grant.terms.feeBudget)
    // The seed approves 100 of a total of 1000; the others have no limit.
    expect(listed?.remaining).toEqual([{ total: parseEther('900') }, {}, {}])
  })

  test('behavior: every status, and how each grant ended', async () => {
    const opened = await openSession(devnet)
    const { account, deployment, grant, stage, sessionKey } = opened
    const start = await readTime(devnet)
    const pending = await addGrant(opened, { validAfter: start + 1000 })
    const short = await addGrant(opened, { validUntil: start + 500 })
    const once = await addGrant(opened, { uses: 1 })
    const renounced = await addGrant(opened)
    const never = await addGrant(opened)
    const enabled = [pending, short, once, renounced]
    await ownerSends(stage, [
      ...enabled.map((one) => enableGrantCall(one, deployment)),
      revokeGrantsCall([grant, never], deployment),
    ])
    await devnet.testClient.setBalance({ address: sessionKey.address, value: parseEther('1') })
    await devnet.publicClient.waitForTransactionReceipt({
      hash: await devnet.walletClient.sendTransaction({
        account: sessionKey,
        ...renounceGrantCall({ account: account.address, grant: renounced, deployment }),
      }),
    })
    const session = await toSessionAccount({
      account: { client: devnet.publicClient, address: account.address },
      ...{ grant: once, key: sessionKey, deployment },
    })
    await devnet.bundlerClient.waitForUserOperationReceipt({
      hash: await devnet.bundlerClient.sendUserOperation({
        account: session,
        calls: [approve(1n)],
      }),
    })
    const question = { account: account.address, deployment }
    const list = await listGrants(freshClient(), question)
    expect(summarize(list)).toEqual({
      ...{ incomplete: false, reason: undefined },
      grants: [
        { id: grant.id, status: 'revoked', end: 'revoked' },
        { id: pending.id, status: 'pending' },
        { id: short.id, status: 'active' },
        { id: once.id, status: 'usedUp' },
        { id: renounced.id, status: 'revoked', end: 'renounced' },
        { id: never.id, status: 'revoked', end: 'revoked' },
      ],
    })
    const later = await listGrants(freshClient(), { ...question, now: start + 1001 })
    expect(later.grants.slice(1, 4).map(({ status }) => status)).toEqual([
      ...['active', 'expired', 'usedUp'],
    ])
    await ownerSends(stage, [revokeAllGrantsCall(deployment)])
    const { grants, epoch, incomplete } = await listGrants(freshClient(), question)
    expect({ epoch, incomplete }).toEqual({ epoch: 1n, incomplete: false })
    expect(grants.every(({ status }) => status === 'revoked')).toBe(true)
    expect(grants[1]?.end).toBe('allRevoked')
  })

  test('behavior: a grant enabled by its root shows its sessions once they are published, or known', async () => {
    const opened = await openSession(devnet)
    const { account, deployment, stage } = opened
    const grant = await addGrant(opened)
    await ownerSends(stage, [enableGrantRootsCall([grant], deployment)])
    const question = { account: account.address, deployment }
    const [, hidden] = (await listGrants(freshClient(), question)).grants
    expect(hidden).toMatchObject({ id: grant.id, status: 'active', terms: grant.terms })
    expect(hidden?.grant).toBeUndefined()
    const [, known] = (await listGrants(freshClient(), { ...question, known: [grant] })).grants
    expect(known?.grant).toEqual(grant)
    const hash = await devnet.walletClient.sendTransaction(
      publishSessionsCall({ account: account.address, grant, deployment }),
    )
    await devnet.publicClient.waitForTransactionReceipt({ hash })
    const [, published] = (await listGrants(freshClient(), question)).grants
    expect(published).toMatchObject({ grant, remaining: [{ total: 10n, uses: 2 }] })
  })

  test('behavior: a grant that only the caller knows is pending', async () => {
    const opened = await openSession(devnet)
    const grant = await addGrant(opened)
    const { account, deployment } = opened
    const question = { account: account.address, deployment, known: [grant] }
    const list = await listGrants(freshClient(), question)
    expect(list.grants[1]).toMatchObject({ id: grant.id, status: 'pending' })
    expect(list.incomplete).toBe(false)
  })

  test('behavior: an account with no event has an empty list, which is complete', async () => {
    const { deployment } = await openSession(devnet)
    const { address } = privateKeyToAccount(generatePrivateKey())
    const list = await listGrants(freshClient(), { account: address, deployment })
    expect(list).toMatchObject({ grants: [], sequence: 0n, incomplete: false })
  })

  test('behavior: asks for fewer blocks where the node refuses', async () => {
    const opened = await openSession(devnet)
    const { account, deployment } = opened
    await devnet.testClient.mine({ blocks: 500 })
    await ownerSends(opened.stage, [enableGrantCall(await addGrant(opened), deployment)])
    const ranges: bigint[] = []
    const client = tamperedClient((args, ask) => {
      if (args.method !== 'eth_getLogs') return ask(args)
      const { fromBlock, toBlock } = args.params[0] as { fromBlock: string; toBlock: string }
      const range = BigInt(toBlock) - BigInt(fromBlock) + 1n
      ranges.push(range)
      if (range > 100n) throw new Error('query exceeds max block range 100')
      return ask(args)
    })
    const list = await listGrants(client, { account: account.address, deployment })
    expect(list).toMatchObject({ incomplete: false, sequence: 2n })
    expect(list.grants).toHaveLength(2)
    expect(ranges.some((range) => range > 100n)).toBe(true)
    expect(ranges.filter((range) => range <= 100n).length).toBeGreaterThan(4)
  })

  test('error: no ledger there', async () => {
    const { account } = await openSession(devnet)
    const nowhere = privateKeyToAccount(generatePrivateKey()).address
    const { deployment } = await openSession(devnet)
    await expect(
      listGrants(freshClient(), {
        ...{ account: account.address, deployment: { ...deployment, manager: nowhere } },
      }),
    ).rejects.toThrow(LedgerMissingError)
  })
})

describe('a node that does not tell the truth', () => {
  /** Three events, so that something can be left out at either end and in between. */
  async function openThree() {
    const opened = await openSession(devnet)
    const { account, deployment, stage } = opened
    await ownerSends(stage, [enableGrantCall(await addGrant(opened), deployment)])
    await ownerSends(stage, [revokeGrantsCall([opened.grant], deployment)])
    return { opened, question: { account: account.address, deployment } }
  }

  const filterLogs = (keep: (index: number, count: number) => boolean) =>
    tamperedClient(async (args, ask) => {
      const answer = await ask(args)
      if (args.method !== 'eth_getLogs') return answer
      const logs = answer as object[]
      return logs.filter((_, i) => keep(i, logs.length))
    })

  test.each([
    ['the first event', (i: number) => i !== 0, /events 1 to 1/],
    ['one in between', (i: number) => i !== 1, /After event 1 .* event 3/],
    ['the last one', (i: number, count: number) => i !== count - 1, /number 2; the ledger is at 3/],
    ['all of them', () => false, /did not give the events 1 to 3/],
  ])('attack_88: leaves out %s: the list says that it is incomplete', async (_, keep, reason) => {
    const { question } = await openThree()
    const list = await listGrants(filterLogs(keep), question)
    expect(list).toMatchObject({ incomplete: true, reason: expect.stringMatching(reason) })
    expect((await listGrants(freshClient(), question)).incomplete).toBe(false)
  })

  test('attack_88: has thrown old blocks away', async () => {
    const { question } = await openThree()
    const last = await devnet.publicClient.getBlockNumber()
    const client = tamperedClient((args, ask) => {
      if (args.method !== 'eth_getLogs') return ask(args)
      const { fromBlock } = args.params[0] as { fromBlock: string }
      if (BigInt(fromBlock) < last) throw new Error('missing trie node')
      return ask(args)
    })
    const list = await listGrants(client, question)
    expect(list).toMatchObject({
      incomplete: true,
      reason: expect.stringContaining('gave no logs'),
    })
    expect(list.fromBlock).toBe(last)
  })

  test('attack_88: changes what a grant allows', async () => {
    const { question } = await openThree()
    const client = tamperedClient(async (args, ask) => {
      const answer = await ask(args)
      if (args.method !== 'eth_getLogs') return answer
      const { tokenA, tokenB } = devnet
      const text = JSON.stringify(answer)
      return JSON.parse(
        text.replaceAll(tokenA.slice(2).toLowerCase(), tokenB.slice(2).toLowerCase()),
      )
    })
    const list = await listGrants(client, question)
    expect(list).toMatchObject({ grants: [], incomplete: true })
    expect(list.reason).toContain('not the ledger')
  })

  test('attack_88: hides a revocation in events and count alike', async () => {
    const { question, opened } = await openThree()
    const hiding = tamperedClient(async (args, ask) => {
      const answer = await ask(args)
      if (args.method === 'eth_getLogs') return (answer as object[]).slice(0, 2)
      // The only answer of two small words: epoch and sequence.
      const state = `0x${'0'.repeat(64)}${'3'.padStart(64, '0')}`
      return answer === state ? state.replace(/3$/, '2') : answer
    })
    const list = await listGrants(hiding, question)
    expect(list).toMatchObject({ incomplete: true })
    expect(list.reason).toContain(
      `${opened.grant.id} that it is "active"; the ledger says "revoked"`,
    )
  })

  test('attack_88: an empty account, told without a contradiction: a second node finds out', async () => {
    const { question } = await openThree()
    const lying = tamperedClient(async (args, ask) => {
      if (args.method === 'eth_getLogs') return []
      if (args.method === 'eth_call') return `0x${'0'.repeat(256)}`
      return ask(args)
    })
    // One node alone cannot be found out: this is what `verifier` is for.
    expect((await listGrants(lying, question)).incomplete).toBe(false)
    await expect(listGrants(lying, { ...question, verifier: freshClient() })).rejects.toThrow(
      RpcDisagreementError,
    )
    const verified = await listGrants(freshClient(), { ...question, verifier: freshClient() })
    expect(verified.incomplete).toBe(false)
  })

  test('attack_88: logs where the account is said to have none', async () => {
    const { question } = await openThree()
    const client = tamperedClient(async (args, ask) =>
      args.method === 'eth_call' ? `0x${'0'.repeat(256)}` : ask(args),
    )
    expect(await listGrants(client, question)).toMatchObject({ incomplete: true })
  })
})

describe('revoking', () => {
  test('default: nothing of the grant validates any more, and the list shows it', async () => {
    const opened = await openSession(devnet)
    const { account, deployment, grant, stage, sessionKey } = opened
    const operation = () =>
      forceOperation({
        ...{
          devnet,
          account: account.address,
          signer: sessionKey,
          callData: encodeBatch([approve(1n)]),
        },
        grants: [{ grant, routes: [{ session: 0, calls: [0] }] }],
      })
    await expectIncluded(devnet, await operation())
    await ownerSends(stage, [revokeGrantsCall([grant], deployment)])
    await expectRefused(stage, await operation(), 'GrantStatusWrong')
    const { grants } = await listGrants(freshClient(), { account: account.address, deployment })
    expect(grants).toMatchObject([{ id: grant.id, status: 'revoked', state: { operations: 1 } }])
  })
})

describe('watchGrants', () => {
  test('default: calls back with the first list, and with what changes', async () => {
    const opened = await openSession(devnet)
    const { account, deployment, stage, grant } = opened
    const question = { account: account.address, deployment, pollingInterval: 20 }
    const seen: string[] = []
    const errors: unknown[] = []
    let unwatch = () => {}
    const waitFor = (text: string) =>
      new Promise<void>((resolve) => {
        const check = () => (seen.at(-1) === text ? resolve() : setTimeout(check, 10))
        check()
      })
    unwatch = watchGrants(freshClient(), {
      ...question,
      onGrants: ({ grants }) => seen.push(grants.map(({ status }) => status).join()),
      onError: (error) => errors.push(error),
    })
    await waitFor('active')
    // More blocks than may be replaced, so that the second look starts from what the first one found.
    await devnet.testClient.mine({ blocks: 200 })
    await ownerSends(stage, [enableGrantCall(await addGrant(opened), deployment)])
    await waitFor('active,active')
    await ownerSends(stage, [revokeGrantsCall([grant], deployment)])
    await waitFor('revoked,active')
    unwatch()
    await ownerSends(stage, [revokeAllGrantsCall(deployment)])
    expect(seen).toEqual(['active', 'active,active', 'revoked,active'])
    expect(errors).toEqual([])
  })
})

describe('on the ledger of an ERC-7579 account', () => {
  test('default: the validator is its own ledger; installing it is an event, too', async () => {
    const { deployment: all } = await openSession(devnet)
    const deployment = forErc7579(all)
    const owner = privateKeyToAccount(generatePrivateKey())
    const client = devnet.publicClient
    const account = await toNexusAccount({ ...devnet.nexusContracts, client, owner })
    const { address } = account
    await devnet.testClient.setBalance({ address, value: parseEther('1') })
    const sessionKey = privateKeyToAccount(generatePrivateKey())
    const grant = await addGrant({ sessionKey, deployment })
    const send = async (calls: readonly { to: `0x${string}`; data: `0x${string}` }[]) => {
      const hash = await devnet.bundlerClient.sendUserOperation({ account, calls })
      const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
      expect(success).toBe(true)
    }
    const module = deployment.router
    await send([installModuleCall({ account: address, type: 'validator', module })])
    await send([enableGrantCall(grant, deployment)])
    const list = await listGrants(freshClient(), { account: address, deployment })
    expect(summarize(list)).toEqual({
      ...{ incomplete: false, reason: undefined },
      grants: [{ id: grant.id, status: 'active' }],
    })
    expect(list.grants[0]?.grant).toEqual(grant)
    expect(list).toMatchObject({ sequence: 2n, epoch: 1n })
    await send([revokeGrantsCall([grant], deployment)])
    const { grants } = await listGrants(freshClient(), { account: address, deployment })
    expect(grants).toMatchObject([{ status: 'revoked', end: 'revoked' }])
  })
})

import { type Address, type Hex, parseEther, parseEventLogs } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeInstallCalls, encodeSeedCalls, type Stage, setStage } from '../demo/stage.ts'
import { sessionKeyManagerAbi } from '../src/abis/generated/index.ts'
import { type Devnet, deploySessionRouter, startDevnet } from '../src/devnet/index.ts'
import {
  type ChainGrant,
  createGrant,
  enableGrantCall,
  enableGrantRootsCall,
  enableGrantWithApprovalCall,
  erc20,
  explainError,
  forErc7579,
  type Grant,
  getAccountState,
  getFeeLeft,
  getGrantState,
  hashEnabling,
  hashRenouncing,
  installModuleCall,
  type LedgerCall,
  publishSessionsCall,
  readChainGrant,
  renounceGrantCall,
  renounceGrantWithSignatureCall,
  replaceGrantCalls,
  revokeAllGrantsCall,
  signGrants,
  signRenounceGrant,
  toNexusAccount,
  toSessionAccount,
} from '../src/index.ts'
import { grantSeed, ownerSends, readTime } from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

/** An owner with a deployed account, the router installed, and a grant that is not enabled. */
async function openStage() {
  const stage = await setStage(devnet)
  await ownerSends(stage, encodeInstallCalls(stage))
  return { stage, grant: await grantSeed(stage), deadline: (await readTime(devnet)) + 3600 }
}

const nameGrant = ({ account, deployment }: Stage, grant: Grant) => ({
  ...{ account: account.address, grant, deployment },
})

const readEntry = (stage: Stage, grant: Grant) =>
  readChainGrant(devnet.publicClient, nameGrant(stage, grant))

const readStatus = async (stage: Stage, grant: Grant) =>
  (await getGrantState(devnet.publicClient, nameGrant(stage, grant))).status

/** Sends a call as somebody who is neither the account nor the key. */
async function anybodySends(call: LedgerCall) {
  const hash = await sendTransaction(devnet.walletClient, { ...call, gas: 5_000_000n })
  return waitForTransactionReceipt(devnet.publicClient, { hash })
}

/** What a ledger says to a call. */
async function findRefusal(call: LedgerCall, from?: Address) {
  try {
    await devnet.publicClient.call({ ...call, ...(from ? { account: from } : {}) })
    return undefined
  } catch (error) {
    return explainError(error)?.refusal
  }
}

const foreign = (grant: Grant, chainId: number): ChainGrant => ({
  ...{ chainId, ledger: grant.terms.router, epoch: 4n, grant },
})

describe('an owner’s approval, in a transaction of anybody', () => {
  test('default: enables the grant and publishes its sessions', async () => {
    const { stage, grant, deadline } = await openStage()
    const entries = [await readEntry(stage, grant)] as const
    const [approval] = await signGrants({ account: stage.account, entries, deadline })
    const { logs } = await anybodySends(
      enableGrantWithApprovalCall({ ...nameGrant(stage, grant), approval }),
    )
    const [enabled] = parseEventLogs({ abi: sessionKeyManagerAbi, logs })
    expect(enabled).toMatchObject({
      eventName: 'GrantEnabled',
      args: { id: grant.id, grant: grant.terms, sessions: grant.sessions },
    })
    expect(await readStatus(stage, grant)).toBe('active')
    expect(await getFeeLeft(devnet.publicClient, nameGrant(stage, grant))).toBe(parseEther('0.05'))
  })

  test('behavior: one signature for several chains, wherever this one stands', async () => {
    const { stage, grant, deadline } = await openStage()
    const own = await readEntry(stage, grant)
    const entries = [foreign(grant, 1), own, foreign(grant, 10)] as const
    const [first, approval] = await signGrants({ account: stage.account, entries, deadline })
    const parameters = nameGrant(stage, grant)
    const elsewhere = enableGrantWithApprovalCall({ ...parameters, approval: first })
    expect(await findRefusal(elsewhere)).toMatchObject({
      ...{ errorName: 'ChainTwice', args: { entry: 0n, chainId: 31337n } },
    })
    await anybodySends(enableGrantWithApprovalCall({ ...parameters, approval }))
    expect(await readStatus(stage, grant)).toBe('active')
  })

  test('behavior: signed before the account is deployed, used afterwards', async () => {
    const stage = await setStage(devnet)
    const grant = await grantSeed(stage)
    expect(await stage.account.isDeployed()).toBe(false)
    const entries = [await readEntry(stage, grant)] as const
    const deadline = (await readTime(devnet)) + 3600
    const [approval] = await signGrants({ account: stage.account, entries, deadline })
    const call = enableGrantWithApprovalCall({ ...nameGrant(stage, grant), approval })
    expect(await findRefusal(call)).toMatchObject({ errorName: 'ApprovalRefused' })
    await ownerSends(stage, encodeInstallCalls(stage))
    await anybodySends(call)
    expect(await readStatus(stage, grant)).toBe('active')
  })

  test('error: an approval that is not the owner’s; both sides compute the same digest', async () => {
    const { stage, grant, deadline } = await openStage()
    const own = await readEntry(stage, grant)
    const entries = [foreign(grant, 1), own] as const
    const [, approval] = await signGrants({ account: stage.account, entries, deadline })
    const other = { ...approval, deadline: deadline + 1 }
    const { address } = stage.account
    expect(
      await findRefusal(
        enableGrantWithApprovalCall({ ...nameGrant(stage, grant), approval: other }),
      ),
    ).toEqual({
      errorName: 'ApprovalRefused',
      args: {
        account: address,
        digest: hashEnabling({ account: address, deadline: deadline + 1, entries }),
      },
    })
  })

  test('error: an approval from before everything was revoked, or past its deadline', async () => {
    const { stage, grant, deadline } = await openStage()
    const { account, deployment } = stage
    const now = await readTime(devnet)
    const entries = [await readEntry(stage, grant)] as const
    const [late] = await signGrants({ account, entries, deadline: now - 1 })
    const enableWith = (approval: typeof late) =>
      enableGrantWithApprovalCall({ ...nameGrant(stage, grant), approval })
    expect(await findRefusal(enableWith(late))).toMatchObject({ errorName: 'DeadlinePassed' })
    const [old] = await signGrants({ account, entries, deadline })
    await ownerSends(stage, [revokeAllGrantsCall(deployment)])
    expect(await findRefusal(enableWith(old))).toMatchObject({ errorName: 'ApprovalRefused' })
    const state = { account: account.address, deployment }
    expect(await getAccountState(devnet.publicClient, state)).toEqual({ epoch: 1n, sequence: 1n })
    const again = [await readEntry(stage, grant)] as const
    const [fresh] = await signGrants({ account, entries: again, deadline })
    expect(await findRefusal(enableWith(fresh))).toBeUndefined()
  })
})

describe('a grant that is enabled by its root', () => {
  test('default: works, and anybody publishes its sessions later', async () => {
    const { stage, grant } = await openStage()
    await ownerSends(stage, [enableGrantRootsCall([grant], stage.deployment)])
    await useGrant(stage, grant)
    const { logs } = await anybodySends(publishSessionsCall(nameGrant(stage, grant)))
    const [published] = parseEventLogs({ abi: sessionKeyManagerAbi, logs })
    expect(published).toMatchObject({
      ...{ eventName: 'SessionsPublished', args: { id: grant.id, sessions: grant.sessions } },
    })
  })

  test('error: sessions of a grant that is not active', async () => {
    const { stage, grant } = await openStage()
    expect(await findRefusal(publishSessionsCall(nameGrant(stage, grant)))).toMatchObject({
      ...{ errorName: 'GrantStatusWrong', args: { found: 0, allowed: 1 } },
    })
  })
})

describe('a session key gives up its grant', () => {
  async function openEnabled() {
    const { stage, grant } = await openStage()
    await ownerSends(stage, [enableGrantCall(grant, stage.deployment)])
    return { stage, grant, named: nameGrant(stage, grant) }
  }

  test('default: in a transaction of its own, and of nobody else', async () => {
    const { stage, grant, named } = await openEnabled()
    const call = renounceGrantCall(named)
    expect(await findRefusal(call, stage.account.address)).toMatchObject({ errorName: 'KeyWrong' })
    const { sessionKey } = stage
    await devnet.testClient.setBalance({ address: sessionKey.address, value: parseEther('1') })
    const sending = { account: sessionKey, ...call }
    const hash = await sendTransaction(devnet.walletClient, sending)
    await waitForTransactionReceipt(devnet.publicClient, { hash })
    expect(await readStatus(stage, grant)).toBe('revoked')
    expect(await getFeeLeft(devnet.publicClient, named)).toBe(0n)
  })

  test('behavior: on its signature, which anybody sends', async () => {
    const { stage, grant, named } = await openEnabled()
    const chainId = devnet.chain.id
    const wrong = await signRenounceGrant({ ...named, key: stage.sessionKey, chainId: 1 })
    const refused = renounceGrantWithSignatureCall({ ...named, signature: wrong })
    expect(await findRefusal(refused)).toEqual({
      errorName: 'RenouncingNotSigned',
      args: { digest: hashRenouncing({ ...named, chainId }), key: stage.sessionKey.address },
    })
    const signature = await signRenounceGrant({ ...named, key: stage.sessionKey, chainId })
    await anybodySends(renounceGrantWithSignatureCall({ ...named, signature }))
    expect(await readStatus(stage, grant)).toBe('revoked')
  })
})

describe('replaceGrantCalls', () => {
  test('default: one operation ends a grant and enables its successor', async () => {
    const { stage, grant } = await openStage()
    await ownerSends(stage, [enableGrantCall(grant, stage.deployment)])
    const successor = await grantSeed(stage)
    const { deployment } = stage
    await ownerSends(stage, [...replaceGrantCalls({ grant, successor, deployment })])
    expect(await readStatus(stage, grant)).toBe('revoked')
    await useGrant(stage, successor)
  })
})

describe('an ERC-7579 account, whose router is its ledger', () => {
  async function openNexus() {
    const { publicClient: client, testClient, walletClient, nexusContracts } = devnet
    const deployment = forErc7579(await deploySessionRouter(walletClient))
    const owner = privateKeyToAccount(generatePrivateKey())
    const sessionKey = privateKeyToAccount(generatePrivateKey())
    const account = await toNexusAccount({ ...nexusContracts, client, owner })
    await testClient.setBalance({ address: account.address, value: parseEther('1') })
    const grant = createGrant({
      key: sessionKey.address,
      permissions: [erc20.approve({ token: devnet.tokenA, spender: devnet.uniswap.router })],
      ...{ noExpiry: true, fees: { budget: 5n }, deployment },
    })
    const install = installModuleCall({
      ...{ account: account.address, type: 'validator', module: deployment.router },
    })
    const hash = await devnet.bundlerClient.sendUserOperation({ account, calls: [install] })
    await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
    return { account, grant, sessionKey, named: { account: account.address, grant, deployment } }
  }

  test('default: its owner approves, and its key gives up', async () => {
    const { account, sessionKey, named } = await openNexus()
    const entry = await readChainGrant(devnet.publicClient, named)
    const { router } = named.deployment
    // Installing the validator began an epoch.
    expect(entry).toMatchObject({ ledger: router, epoch: 1n })
    const deadline = (await readTime(devnet)) + 3600
    const [approval] = await signGrants({ account, entries: [entry], deadline })
    await anybodySends(enableGrantWithApprovalCall({ ...named, approval }))
    expect(await getFeeLeft(devnet.publicClient, named)).toBe(5n)
    const chainId = devnet.chain.id
    const signature = await signRenounceGrant({ ...named, key: sessionKey, chainId })
    await anybodySends(renounceGrantWithSignatureCall({ ...named, signature }))
    expect((await getGrantState(devnet.publicClient, named)).status).toBe('revoked')
  })

  test('behavior: without `forErc7579`, the deployment’s validator is found by the grant’s router', async () => {
    const { named } = await openNexus()
    const plain = await deploySessionRouter(devnet.walletClient)
    const { ledger } = await readChainGrant(devnet.publicClient, { ...named, deployment: plain })
    expect(ledger).toBe(named.deployment.router)
  })
})

async function useGrant(stage: Stage, grant: Grant) {
  const session = await toSessionAccount({
    account: { client: devnet.publicClient, address: stage.account.address },
    ...{ grant, key: stage.sessionKey, deployment: stage.deployment },
  })
  const calls = encodeSeedCalls(stage, { minimumOut: parseEther('90') })
  const hash: Hex = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
  const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
  expect(success).toBe(true)
}

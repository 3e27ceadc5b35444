import { createClient, custom, http, parseEther, zeroAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeInstallCalls, type Stage, setStage } from '../demo/stage.ts'
import { type Devnet, deployDeterministic, readArtifact, startDevnet } from '../src/devnet/index.ts'
import {
  amount,
  type CheckGrantParameters,
  checkGrant,
  createGrant,
  enableGrant,
  enableGrantCall,
  erc20,
  forErc7579,
  type Grant,
  GrantCheckError,
  type GrantCheckName,
  getGrantState,
  installModuleCall,
  nft,
  type OwnerCall,
  type Permission,
  RpcDisagreementError,
  readChainGrant,
  revokeGrantsCall,
  toNexusAccount,
} from '../src/index.ts'
import { ownerSends } from './fixtures/openSession.ts'

let devnet: Devnet
let stage: Stage
beforeAll(async () => {
  devnet = await startDevnet()
  stage = await setStage(devnet)
  await ownerSends(stage, encodeInstallCalls(stage))
}, 60_000)
afterAll(() => devnet?.stop())

const stranger = () => privateKeyToAccount(generatePrivateKey()).address

const approveToken = (token = devnet.tokenA) =>
  erc20.approve({ token, spender: devnet.uniswap.router, limits: { total: amount('5', 18) } })

const grantOf = (changes: object = {}, permissions: readonly Permission[] = [approveToken()]) =>
  createGrant({
    ...{ key: stage.sessionKey.address, permissions, noExpiry: true as const },
    ...{ fees: { budget: parseEther('0.01') }, deployment: stage.deployment },
    ...changes,
  })

const check = (grant: Grant, changes: Partial<CheckGrantParameters> = {}) =>
  checkGrant(devnet.publicClient, {
    ...{ account: stage.account.address, grant, deployment: stage.deployment },
    ...changes,
  })

/** What refuses a grant, after it was shown that skipping it by name lets the grant through. */
async function expectRefused(
  grant: Grant,
  name: GrantCheckName,
  changes: Partial<CheckGrantParameters> = {},
): Promise<string> {
  const { ok, findings } = await check(grant, changes)
  expect(ok).toBe(false)
  const refused = findings.filter(({ weight }) => weight === 'refused')
  expect(refused.map((one) => one.check)).toEqual([name])
  expect(await check(grant, { ...changes, skip: [name] })).toMatchObject({ ok: true })
  return refused[0]?.sentence ?? ''
}

describe('checkGrant', () => {
  test('default: nothing to say; what the tokens say of themselves', async () => {
    expect(await check(grantOf())).toEqual({
      ...{ ok: true, findings: [] },
      tokens: { [devnet.tokenA]: { symbol: expect.any(String), decimals: 18 } },
    })
  })

  test('attack_87: another chain than the client is made for, or than was asked for', async () => {
    const client = createClient({ chain: foundry, transport: http(devnet.rpcUrl) })
    expect(
      (await checkGrant(client, { ...stage, account: stage.account.address, grant: grantOf() })).ok,
    ).toBe(true)
    const other = createClient({ chain: { ...foundry, id: 10 }, transport: http(devnet.rpcUrl) })
    const wrong = await checkGrant(other, {
      ...{ account: stage.account.address, grant: grantOf(), deployment: stage.deployment },
    })
    expect(wrong.findings).toMatchObject([{ check: 'chain', weight: 'refused' }])
    expect(await expectRefused(grantOf(), 'chain', { chainId: 10 })).toContain('meant for chain 10')
  })

  test('error: no router, no ledger, no module there', async () => {
    const nowhere = stranger()
    expect(await expectRefused(grantOf({ router: nowhere }), 'router')).toContain('at the router')
    const { modules } = stage.deployment
    const deployment = { ...stage.deployment, modules: { ...modules, approve: nowhere } }
    const grant = grantOf({ deployment })
    expect(await expectRefused(grant, 'modules', { deployment })).toContain('at the module')
  })

  test('error: a module that is not known here', async () => {
    const { modules } = stage.deployment
    const grant = grantOf({
      deployment: { ...stage.deployment, modules: { ...modules, approve: devnet.vault } },
    })
    expect(await expectRefused(grant, 'modules')).toContain('not known here')
  })

  test('error: the account has not installed the router, or is of another kind', async () => {
    const fresh = await setStage(devnet)
    const account = fresh.account.address
    const undeployed = await check(grantOf(), { account })
    expect(undeployed).toMatchObject({ ok: true, findings: [{ check: 'router', weight: 'note' }] })
    await ownerSends(fresh, [{ to: stranger(), data: '0x' }])
    expect(await expectRefused(grantOf(), 'router', { account })).toContain('has not installed')
    const deployment = forErc7579(stage.deployment)
    const grant = grantOf({ deployment })
    expect(await expectRefused(grant, 'router', { deployment })).toContain('another kind')
  })

  test('attack_75: targets that are parts of the account', async () => {
    const { account, deployment } = stage
    const { ownershipModule, factory } = devnet.accountContracts
    const registry = grantOf({}, [approveToken(ownershipModule)])
    expect(await expectRefused(registry, 'targets')).toContain('a module of the account')
    const own = grantOf({}, [approveToken(account.address)])
    expect(await expectRefused(own, 'targets')).toContain('no session key may ever call')
    const made = grantOf({}, [approveToken(factory)])
    expect((await check(made)).ok).toBe(true)
    expect(await expectRefused(made, 'targets', { forbidden: [factory] })).toContain(factory)
    // As somebody makes a grant who does not ask the SDK.
    const lax = { ...deployment, manager: stranger() }
    const manager = grantOf({ deployment: lax }, [approveToken(deployment.manager)])
    await expectRefused(manager, 'targets')
  })

  test('error: a target without code', async () => {
    const grant = grantOf({}, [approveToken(stranger())])
    expect(await expectRefused(grant, 'targets')).toContain('no contract stands')
  })

  test('attack_86: limits made for other decimals than the token has', async () => {
    const tokens = (decimals: number) => ({ [devnet.tokenA]: { symbol: 'A', decimals } })
    expect((await check(grantOf(), { tokens: tokens(18) })).ok).toBe(true)
    expect(await expectRefused(grantOf(), 'tokens', { tokens: tokens(6) })).toContain(
      'has 18 decimals',
    )
  })

  test('error: a collection in the place of a token', async () => {
    const { bytecode } = readArtifact('devnet/DemoCollection')
    const collection = await deployDeterministic(devnet.walletClient, { initCode: bytecode })
    const grant = grantOf({}, [approveToken(collection)])
    expect(await expectRefused(grant, 'tokens')).toContain('collection of ERC-721')
    const recipients = [stranger()]
    const given = nft.transfer({ kind: 'erc721', collection, recipients, ids: [1n] })
    expect((await check(grantOf({}, [given]))).ok).toBe(true)
  })

  test('behavior: a token that says nothing of itself is a note', async () => {
    const grant = grantOf({}, [approveToken(devnet.uniswap.router)])
    expect(await check(grant)).toMatchObject({
      ...{ ok: true, tokens: {}, findings: [{ check: 'tokens', weight: 'note', session: 0 }] },
    })
  })

  test('error: a key that is a contract, or the account', async () => {
    await expectRefused(grantOf({ key: stage.account.address }), 'key')
    expect(await expectRefused(grantOf({ key: devnet.tokenA }), 'key')).toContain('cannot sign')
  })

  test('error: a grant that is over, or revoked', async () => {
    const over = grantOf({ noExpiry: undefined, validUntil: 1_000_000 })
    expect(await expectRefused(over, 'status')).toContain('ended on 1970-01-12')
    const revoked = grantOf()
    await ownerSends(stage, [revokeGrantsCall([revoked], stage.deployment)])
    expect(await expectRefused(revoked, 'status')).toContain('never comes back')
  })
})

describe('a node that lies about code', () => {
  test('attack_88: a second node finds out', async () => {
    const honest = createClient({ transport: http(devnet.rpcUrl) })
    const grant = grantOf()
    const lyingAbout = (address: string) =>
      createClient({
        transport: custom({
          async request({ method, params }) {
            const [asked] = params ?? []
            const isIt =
              method === 'eth_getCode' && `${asked}`.toLowerCase() === address.toLowerCase()
            return isIt ? '0x6001' : honest.request({ method, params } as never)
          },
        }),
      })
    for (const address of [devnet.tokenA, grant.terms.router, stage.account.address]) {
      // By itself it is believed: some code stands there.
      const alone = await checkGrant(lyingAbout(address), {
        ...{ account: stage.account.address, grant, deployment: stage.deployment },
      })
      expect(alone.ok).toBe(true)
      await expect(check(grant, { verifier: lyingAbout(address) })).rejects.toThrow(
        RpcDisagreementError,
      )
    }
    expect(await check(grant, { verifier: honest })).toEqual(await check(grant))
  })
})

describe('readChainGrant', () => {
  test('error: makes no entry of a grant that the check refuses, unless that check is skipped by name', async () => {
    const grant = grantOf({ key: devnet.tokenA })
    const asked = { account: stage.account.address, grant, deployment: stage.deployment }
    const error = await readChainGrant(devnet.publicClient, asked).catch((error) => error)
    expect(error).toBeInstanceOf(GrantCheckError)
    expect(error.findings).toMatchObject([{ check: 'key' }])
    expect(error.message).toContain('key: A contract stands at')
    const entry = await readChainGrant(devnet.publicClient, { ...asked, skip: ['key'] })
    expect(entry.grant).toBe(grant)
  })
})

describe('enableGrant', () => {
  test('default: checks, then enables', async () => {
    const { account, deployment } = stage
    const grant = grantOf()
    const hash = await enableGrant(devnet.bundlerClient, { account, grant, deployment })
    await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
    const state = { account: account.address, grant, deployment }
    expect(await getGrantState(devnet.publicClient, state)).toMatchObject({ status: 'active' })
    expect((await check(grant)).findings).toMatchObject([{ check: 'status', weight: 'note' }])
  })

  test('behavior: installs the router in the same operation', async () => {
    const fresh = await setStage(devnet)
    const { account, deployment } = fresh
    const before = encodeInstallCalls(fresh).map((call): OwnerCall => ({ ...call, value: 0n }))
    const grant = grantOf()
    const parameters = { account, grant, deployment }
    const other = { to: account.address, data: '0x', value: 0n } as const
    for (const calls of [[], [other]]) {
      await expect(
        enableGrant(devnet.bundlerClient, { ...parameters, before: calls }),
      ).rejects.toThrow('is not deployed')
    }
    const hash = await enableGrant(devnet.bundlerClient, { ...parameters, before })
    await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
    expect((await check(grant, { account: account.address })).ok).toBe(true)
  })

  test('error: sends nothing that the check refuses', async () => {
    const { account, deployment } = stage
    const bundler = { sendUserOperation: () => expect.unreachable('It was sent.') }
    const grant = grantOf({ key: account.address })
    await expect(enableGrant(bundler, { account, grant, deployment })).rejects.toThrow(
      GrantCheckError,
    )
  })
})

describe('on an ERC-7579 account', () => {
  test('default: the router, and the owner’s validator as a target', async () => {
    const deployment = forErc7579(stage.deployment)
    const owner = privateKeyToAccount(generatePrivateKey())
    const client = devnet.publicClient
    const account = await toNexusAccount({ ...devnet.nexusContracts, client, owner })
    const { address } = account
    await devnet.testClient.setBalance({ address, value: parseEther('1') })
    const send = async (calls: readonly OwnerCall[]) => {
      const hash = await devnet.bundlerClient.sendUserOperation({ account, calls })
      await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
    }
    const question = { account: address, deployment }
    const grant = grantOf({ deployment })
    await send([{ to: zeroAddress, data: '0x', value: 0n }])
    expect(await expectRefused(grant, 'router', question)).toContain('has not installed')
    const install = { account: address, type: 'validator', module: deployment.router } as const
    await send([installModuleCall(install), enableGrantCall(grant, deployment)])
    expect((await check(grant, question)).ok).toBe(true)
    const { ownerValidator } = devnet.nexusContracts
    const registry = grantOf({ deployment }, [approveToken(ownerValidator)])
    expect(await expectRefused(registry, 'targets', question)).toContain('a module of the account')
  })
})

import { encodeFunctionData, type Hex, parseEther } from 'viem'
import {
  entryPoint06Abi,
  entryPoint07Abi,
  toPackedUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handleOperation } from '../demo/forceOperation.ts'
import {
  createSeedGrant,
  encodeInstallCalls,
  encodeSeedCalls,
  floorOut,
  setStage,
} from '../demo/stage.ts'
import { type Frame, readVerificationGas, traceTransaction } from '../demo/traceValidation.ts'
import { type Devnet, demoTokenAbi, startDevnet, swapOnMarket } from '../src/devnet/index.ts'
import {
  type AccountKind,
  type Call,
  checkGrant,
  createP256KeyPair,
  enableGrantCall,
  explainValidation,
  getGrantState,
  type KindVersion,
  renounceGrantWithSignatureCall,
  signRenounceGrant,
  simulate,
  type TypedSessionKey,
  toP256Key,
  toSessionAccount,
} from '../src/index.ts'
import { approveGrant } from './fixtures/approveGrant.ts'
import { createAuthenticator } from './fixtures/createAuthenticator.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
  // A is dearer than the floor demands.
  await swapOnMarket(devnet.marketMaker, {
    ...{ router: devnet.uniswap.router, tokenIn: devnet.tokenB, tokenOut: devnet.tokenA },
    amountIn: parseEther('40000'),
  })
}, 60_000)
afterAll(() => devnet?.stop())

const makers: { readonly [name: string]: () => Promise<TypedSessionKey> } = {
  'P-256': async () => toP256Key(await createP256KeyPair()),
  WebAuthn: async () => createAuthenticator().key,
}

const cases = (['modular', 'nexus'] as const).flatMap((account) =>
  Object.keys(makers).map((type) => ({ account, type })),
)

/** A new owner with an account and the router installed, and a grant of the seed's three permissions for a new key. */
async function open({ account: name, type }: (typeof cases)[number]) {
  const stage = await setStage(devnet, name)
  const sessionKey = await makers[type]?.()
  if (!sessionKey) throw new Error('There is no such type.')
  // The pair writes more when a second has passed since the last swap: estimates must see that.
  await devnet.testClient.increaseTime({ seconds: 60 })
  await ownerSends(stage, encodeInstallCalls(stage))
  const grant = await createSeedGrant({ ...stage, sessionKey })
  return { ...stage, sessionKey, grant }
}

type Opened = Awaited<ReturnType<typeof open>>

async function ownerSends({ account }: Pick<Opened, 'account'>, calls: readonly Call[]) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account, calls })
  const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
  expect(success).toBe(true)
}

function openSession(
  { account, grant, deployment, sessionKey, ...stage }: Opened,
  fields: { approval?: Awaited<ReturnType<typeof approveGrant>>; key?: TypedSessionKey } = {},
) {
  // The kinds' versions differ; what is common to them is all that is used here.
  const kind = stage.kind as AccountKind<'0.6'> as never
  return toSessionAccount({
    account: { client: devnet.publicClient, address: account.address },
    ...{ grant, key: sessionKey, deployment, kind, ...fields },
  })
}

async function sessionSends(
  session: Awaited<ReturnType<typeof openSession>>,
  calls: readonly Call[],
) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
  return devnet.bundlerClient.waitForUserOperationReceipt({ hash })
}

const readShares = ({ account }: Opened) =>
  devnet.publicClient.readContract({
    ...{ address: devnet.vault, abi: demoTokenAbi, functionName: 'balanceOf' },
    args: [account.address],
  })

const seedCalls = (opened: Opened) => encodeSeedCalls(opened, { minimumOut: floorOut })

/** Traces `handleOps` without sending it. With a stub it reverts, after validation has done all its work. */
async function traceOnly(
  userOp: UserOperation<KindVersion>,
  { kind }: Pick<Opened, 'kind'>,
): Promise<Frame> {
  const { address: to, version } = kind.entryPoint
  const beneficiary = devnet.walletClient.account.address
  const data =
    version === '0.6'
      ? encodeFunctionData({
          ...{ abi: entryPoint06Abi, functionName: 'handleOps' },
          // Of this version: the kind says so.
          args: [
            [
              {
                ...(userOp as UserOperation<'0.6'>),
                ...{ initCode: '0x', paymasterAndData: '0x' },
              },
            ],
            beneficiary,
          ],
        })
      : encodeFunctionData({
          ...{ abi: entryPoint07Abi, functionName: 'handleOps' },
          args: [[toPackedUserOperation(userOp)], beneficiary],
        })
  const request = devnet.publicClient.request as (args: {
    method: string
    params: readonly unknown[]
  }) => Promise<unknown>
  const params = [
    { from: beneficiary, to, data, gas: '0x3d0900' },
    'latest',
    { tracer: 'callTracer' },
  ]
  return (await request({ method: 'debug_traceCall', params })) as Frame
}

describe.each(cases)('a $type session key on a $account account', (names) => {
  test('default: runs the seed flow in one operation', async () => {
    const opened = await open(names)
    const { account, grant, deployment } = opened
    await ownerSends(opened, [enableGrantCall(grant, deployment)])
    const session = await openSession(opened)
    const calls = seedCalls(opened)
    expect(await simulate({ session, calls, deployment })).toMatchObject({ outcome: 'passes' })
    expect((await sessionSends(session, calls)).success).toBe(true)
    expect(await readShares(opened)).toBe(floorOut)
    const state = await getGrantState(devnet.publicClient, {
      ...{ account: account.address, grant, deployment },
    })
    expect(state).toMatchObject({ status: 'active', operations: 1 })
  })

  test('behavior: a stub costs what the signature costs, or up to 3 % more', async () => {
    const opened = await open(names)
    const { account, grant, deployment, kind } = opened
    await ownerSends(opened, [enableGrantCall(grant, deployment)])
    const session = await openSession(opened)
    const prepared = await devnet.bundlerClient.prepareUserOperation({
      ...{ account: session, calls: seedCalls(opened) },
    })
    const signature = await session.signUserOperation(prepared)
    expect(signature.length).toBe(prepared.signature.length)
    const of = { account: account.address, router: deployment.router }
    const stub = Number(readVerificationGas(await traceOnly(prepared, { kind }), of))
    const { status, transactionHash } = await handleOperation(
      devnet,
      { ...prepared, signature },
      kind,
    )
    expect(status).toBe('success')
    const real = Number(readVerificationGas(await traceTransaction(devnet, transactionHash), of))
    expect(real).toBeGreaterThan(10_000)
    // Calldata is no part of a frame.
    expect(stub).toBeGreaterThanOrEqual(real)
    expect(stub).toBeLessThanOrEqual(real * 1.03)
  })

  test('error: another key of its type is refused, and explained', async () => {
    const opened = await open(names)
    const { grant, deployment, sessionKey, kind } = opened
    await ownerSends(opened, [enableGrantCall(grant, deployment)])
    const stranger = await makers[names.type]?.()
    if (!stranger) throw new Error('There is no such type.')
    await expect(openSession(opened, { key: stranger })).rejects.toThrow('the grant names')
    // Somebody who pretends to be the key, without this SDK's questions.
    const pretender = { ...sessionKey, sign: stranger.sign }
    const session = await openSession(opened, { key: pretender })
    await expect(sessionSends(session, seedCalls(opened))).rejects.toThrow()
    const prepared = await devnet.bundlerClient.prepareUserOperation({
      ...{ account: session, calls: seedCalls(opened) },
    })
    const explainAs = async (signature: Hex) =>
      explainValidation(devnet.publicClient, {
        deployment,
        kind: kind as never,
        userOperation: { ...prepared, signature },
      })
    const answer = await explainAs(await session.signUserOperation(prepared))
    if (answer.outcome !== 'failed') throw new Error(`Validation answered: ${answer.outcome}.`)
    expect(answer.causes[0]?.sentence).toContain('has not signed this operation')
    const own = await openSession(opened)
    const twin = await explainAs(await own.signUserOperation(prepared))
    expect(twin.outcome).toBe('accepted')
  })

  test('behavior: enables its grant on first use', async () => {
    const opened = await open(names)
    const deadline = Number((await devnet.publicClient.getBlock()).timestamp) + 3600
    const approval = await approveGrant(opened, opened.grant, { deadline })
    const session = await openSession(opened, { approval })
    expect((await sessionSends(session, seedCalls(opened))).success).toBe(true)
    expect(await readShares(opened)).toBe(floorOut)
  })

  test('behavior: gives its grant up by a signature', async () => {
    const opened = await open(names)
    const { account, grant, deployment, sessionKey: key } = opened
    await ownerSends(opened, [enableGrantCall(grant, deployment)])
    const renouncing = { account: account.address, grant, deployment }
    const signature = await signRenounceGrant({ ...renouncing, key, chainId: devnet.chain.id })
    const { to, data } = renounceGrantWithSignatureCall({ ...renouncing, signature })
    const hash = await devnet.walletClient.sendTransaction({ to, data })
    await devnet.publicClient.waitForTransactionReceipt({ hash })
    const { status } = await getGrantState(devnet.publicClient, renouncing)
    expect(status).toBe('revoked')
  })

  test('behavior: the check of the grant finds nothing against its key', async () => {
    const { account, grant, deployment } = await open(names)
    const { findings } = await checkGrant(devnet.publicClient, {
      ...{ account: account.address, grant, deployment },
    })
    expect(findings.filter(({ check }) => check === 'key')).toEqual([])
  })
})

// Last: it looks at all that the tests above got included.
describe('ERC-7562', () => {
  test.each(['0.6', '0.7'] as const)(
    'behavior: every operation on EntryPoint v%s keeps to the rules',
    (version) => expectEveryOperationClean(devnet, { entryPoint: devnet.entryPoints[version] }),
  )
})

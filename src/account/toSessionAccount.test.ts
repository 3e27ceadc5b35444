import {
  concatHex,
  createClient,
  custom,
  decodeAbiParameters,
  type Hex,
  numberToHex,
  recoverAddress,
  size,
} from 'viem'
import {
  getUserOperationHash,
  sendUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { describe, expect, test } from 'vitest'
import {
  account as address,
  approvePermission,
  deployment,
  dex,
  encodeSwap,
  seedCalls,
  seedGrant,
  sessionKey,
  stakePermission,
  stranger,
  swapPermission,
  tokenA,
} from '../../test/vectors/fixtures.ts'
import { CallNotCoveredError } from '../explain/CallNotCoveredError.ts'
import { createGrant } from '../grant/createGrant.ts'
import type { Grant } from '../grant/toGrant.ts'
import { erc20 } from '../permissions/erc20.ts'
import type { Permission } from '../permissions/permission.ts'
import { splitBatchSignature } from '../routing/batchSignature.ts'
import { decodeRouting } from '../routing/decodeRouting.ts'
import { hashSessionOperation } from '../routing/sessionOperation.ts'
import { SessionAccountError } from './SessionAccountError.ts'
import type { ToSessionAccountParameters } from './sessionAccount.ts'
import { toSessionAccount } from './toSessionAccount.ts'

function makeClient(code: Hex = '0x01') {
  const methods: string[] = []
  const transport = custom({
    async request({ method }) {
      methods.push(method)
      if (method === 'eth_getCode') return code
      throw new Error(`There is no ${method} here.`)
    },
  })
  return { client: createClient({ chain: foundry, transport }), methods }
}

const { client } = makeClient()

type Changes = Partial<Omit<ToSessionAccountParameters, 'grant' | 'grants'>>

const make = (changes: Changes = {}, grants: readonly Grant[] = [seedGrant]) =>
  toSessionAccount({
    account: { client, address },
    grants,
    key: sessionKey,
    deployment,
    ...changes,
  })

const operationOf = (callData: Hex): UserOperation<'0.6'> => ({
  ...{
    sender: address,
    nonce: 0n,
    initCode: '0x',
    callData,
    signature: '0x',
    paymasterAndData: '0x',
  },
  ...{ callGasLimit: 1n, verificationGasLimit: 1n, preVerificationGas: 1n },
  ...{ maxFeePerGas: 1n, maxPriorityFeePerGas: 1n },
})

function unwrap(accountSignature: Hex) {
  const [batchSignature, router] = decodeAbiParameters(
    [{ type: 'bytes' }, { type: 'address' }],
    accountSignature,
  )
  return { router, ...splitBatchSignature(batchSignature) }
}

const refused = [{ to: stranger }, ...seedCalls]

describe('toSessionAccount', () => {
  test('default: signs the operation with its routing, as the session key', async () => {
    const session = await toSessionAccount({
      ...{ account: { client, address }, grant: seedGrant, key: sessionKey, deployment },
    })
    const operation = operationOf(await session.encodeCalls(seedCalls))
    const { router, routing, signature } = unwrap(await session.signUserOperation(operation))
    expect(router).toBe(deployment.router)
    expect(decodeRouting({ routing, calls: 3, router }).grants[0]?.grantId).toBe(seedGrant.id)
    const userOpHash = getUserOperationHash({
      ...{ chainId: foundry.id, entryPointAddress: session.entryPoint.address },
      ...{ entryPointVersion: '0.6', userOperation: operation },
    })
    const hash = hashSessionOperation({ userOpHash, routing, chainId: foundry.id, router })
    expect(await recoverAddress({ hash, signature })).toBe(sessionKey.address)
  })

  test('behavior: the stub has the length and the routing of the real signature', async () => {
    const session = await make()
    for (const calls of [seedCalls, seedCalls.slice(1), [...seedCalls, ...seedCalls]]) {
      const operation = operationOf(await session.encodeCalls(calls))
      const stub = await session.getStubSignature(operation)
      const real = await session.signUserOperation(operation)
      expect(size(stub)).toBe(size(real))
      expect(unwrap(stub).routing).toBe(unwrap(real).routing)
      const hash = `0x${'77'.repeat(32)}` as const
      await expect(recoverAddress({ hash, signature: unwrap(stub).signature })).resolves.toMatch(
        /^0x/,
      )
    }
  })

  test('behavior: decodes what it encodes', async () => {
    const session = await make()
    const calls = await session.decodeCalls?.(await session.encodeCalls(seedCalls))
    expect(calls?.map(({ data }) => data)).toEqual(seedCalls.map(({ data }) => data))
  })

  test('behavior: counts what was used before, where it can be read', async () => {
    const usages = [{ total: 1000n * 10n ** 18n, uses: 0 }]
    const session = await make({ readUsages: async () => usages })
    await expect(session.encodeCalls(seedCalls)).rejects.toThrow('are left of the session’s total')
  })

  test('error: refuses what no session covers, everywhere, before a bundler is asked', async () => {
    const { client, methods } = makeClient()
    const session = await make({ account: { client, address } })
    const allowed = operationOf(await session.encodeCalls(seedCalls))
    const [, swap] = seedCalls
    if (!swap) throw new Error('There are three.')
    const callData = allowed.callData.replace(
      swap.data.slice(2),
      encodeSwap({ to: stranger }).slice(2),
    ) as Hex
    await expect(session.encodeCalls(refused)).rejects.toThrow(CallNotCoveredError)
    await expect(session.getStubSignature(operationOf(callData))).rejects.toThrow(
      CallNotCoveredError,
    )
    await expect(session.signUserOperation(operationOf(callData))).rejects.toThrow(
      CallNotCoveredError,
    )
    await expect(sendUserOperation(client, { account: session, calls: refused })).rejects.toThrow(
      CallNotCoveredError,
    )
    expect(methods.filter((method) => method.includes('UserOperation'))).toEqual([])
  })

  test('error: signs nothing else for the account', async () => {
    const session = await make()
    await expect(session.signMessage({ message: 'hello' })).rejects.toThrow(SessionAccountError)
    const typedData = { types: {}, primaryType: 'EIP712Domain', domain: {} } as const
    await expect(session.signTypedData(typedData)).rejects.toThrow(SessionAccountError)
  })

  test('error: deploys nothing', async () => {
    const { client } = makeClient('0x')
    const session = await make({ account: { client, address } })
    await expect(session.getFactoryArgs()).rejects.toThrow('is not deployed')
    const deployed = await make()
    expect(await deployed.getFactoryArgs()).toEqual({ factory: undefined, factoryData: undefined })
  })

  test('error: refuses a key and a deployment that are not the grant’s', async () => {
    await expect(make({ key: privateKeyToAccount(generatePrivateKey()) })).rejects.toThrow(
      SessionAccountError,
    )
    await expect(make({ deployment: { ...deployment, router: stranger } })).rejects.toThrow(
      SessionAccountError,
    )
  })

  test('error: a stub needs the calls', async () => {
    const session = await make()
    await expect(session.getStubSignature()).rejects.toThrow(SessionAccountError)
  })
})

describe('several grants', () => {
  const grantOf = (salt: bigint, permissions: readonly Permission[]) =>
    createGrant({
      ...{ key: sessionKey.address, permissions, noExpiry: true, salt },
      ...{ fees: { budget: 1n }, deployment },
    })
  const trade = grantOf(1n, [approvePermission, swapPermission])
  const stake = grantOf(2n, [stakePermission])

  async function routingOf(session: Awaited<ReturnType<typeof make>>, calls = seedCalls) {
    const operation = operationOf(await session.encodeCalls(calls))
    const { router, routing } = unwrap(await session.signUserOperation(operation))
    const stub = unwrap(await session.getStubSignature(operation))
    expect(stub.routing).toBe(routing)
    return decodeRouting({ routing, calls: calls.length, router })
  }

  test('default: an operation draws on those that it needs', async () => {
    const session = await make({}, [stake, trade])
    expect(session.grants).toEqual([stake, trade])
    const idsOf = async (calls = seedCalls) =>
      (await routingOf(session, calls)).grants.map(({ grantId }) => grantId)
    expect(await idsOf()).toEqual([stake.id, trade.id])
    expect(await idsOf(seedCalls.slice(0, 2))).toEqual([trade.id])
  })

  test('behavior: reads the usages of each grant', async () => {
    const asked: string[] = []
    const readUsages = async ({ id }: Grant) => {
      asked.push(id)
      return [{ total: 10n ** 21n, uses: 0 }]
    }
    const session = await make({ readUsages }, [stake, trade])
    await expect(session.encodeCalls(seedCalls)).rejects.toThrow('are left of the session’s total')
    expect(asked).toEqual([stake.id, trade.id])
  })

  test('error: refuses grants that do not belong together', async () => {
    await expect(make({}, [stake, stake])).rejects.toThrow('stands there twice')
    await expect(make({}, [])).rejects.toThrow('at least one grant')
    const nine = Array.from({ length: 9 }, (_, i) => grantOf(BigInt(10 + i), [stakePermission]))
    await expect(make({}, nine)).rejects.toThrow('at most 8')
  })

  const approval = { deadline: 2 ** 40, position: 0, others: [], signature: '0x1234' } as const

  /** A chain on which the ledger answers with a status, and the EntryPoint about a factory’s stake. */
  function makeChain({ status = 0, code = '0x01' as Hex, staked = true }) {
    const chain = { status, asked: 0 }
    const transport = custom({
      async request({ method, params }) {
        if (method === 'eth_getCode') return code
        if (method !== 'eth_call') throw new Error(`There is no ${method} here.`)
        if (params[0].to.toLowerCase() === deployment.manager) {
          chain.asked++
          return concatHex([numberToHex(chain.status, { size: 32 }), `0x${'00'.repeat(96)}`])
        }
        return concatHex([
          `0x${'00'.repeat(32)}`,
          numberToHex(staked ? 1 : 0, { size: 32 }),
          `0x${'00'.repeat(96)}`,
        ])
      },
    })
    return { chain, client: createClient({ chain: foundry, transport }) }
  }

  test('behavior: an approval goes along until the ledger knows the grant', async () => {
    const { chain, client } = makeChain({})
    const session = await make({ account: { client, address }, approval }, [stake, trade])
    const first = await routingOf(session)
    expect(first.approval).toEqual(approval)
    expect((await routingOf(session, seedCalls.slice(0, 2))).approval).toBeUndefined()
    chain.status = 1
    expect((await routingOf(session)).approval).toBeUndefined()
    const { asked } = chain
    expect((await routingOf(session)).approval).toBeUndefined()
    expect(chain.asked).toBe(asked)
  })

  test('behavior: the grant that is enabled comes with all its sessions', async () => {
    const { client } = makeChain({})
    const session = await make({ account: { client, address }, approval }, [seedGrant])
    const { grants } = await routingOf(session, seedCalls.slice(0, 1))
    expect(grants[0]?.sessions.map(({ calls }) => calls.length)).toEqual([1, 0, 0])
  })

  test('error: no approval enables a revoked grant', async () => {
    const { client } = makeChain({ status: 2 })
    const session = await make({ account: { client, address }, approval }, [stake])
    await expect(session.encodeCalls(seedCalls.slice(2))).rejects.toThrow('is revoked')
  })

  test('error: refuses to enable a grant of more sessions than an operation publishes', async () => {
    const { client } = makeChain({})
    const list = Array.from({ length: 17 }, (_, i) =>
      erc20.approve({ token: tokenA, spender: dex, limits: { uses: i + 1 } }),
    )
    const grant = grantOf(3n, list)
    const session = await make({ account: { client, address }, approval }, [grant])
    await expect(session.encodeCalls(seedCalls.slice(0, 1))).rejects.toThrow('at most 16')
  })

  test('behavior: deploys the account behind a staked factory, while it enables a grant', async () => {
    const deploying = { address, factory: stranger, factoryData: '0x12' } as const
    const { chain, client } = makeChain({ code: '0x' })
    const session = await make({ account: { client, ...deploying }, approval }, [stake, trade])
    expect(await session.getFactoryArgs()).toEqual({ factory: stranger, factoryData: '0x12' })
    const initCode = concatHex([stranger, '0x12'])
    const operation = { ...operationOf(await session.encodeCalls(seedCalls)), initCode }
    await expect(session.signUserOperation(operation)).resolves.toMatch(/^0x/)
    // The second grant alone enables nothing.
    const callData = await session.encodeCalls(seedCalls.slice(0, 2))
    await expect(session.signUserOperation({ ...operation, callData })).rejects.toThrow('initCode')
    await expect(session.getStubSignature({ ...operation, callData })).rejects.toThrow('initCode')
    chain.status = 1
    await expect(session.signUserOperation(operation)).rejects.toThrow('initCode')
    const unstaked = makeChain({ code: '0x', staked: false })
    const other = await make({ account: { client: unstaked.client, ...deploying }, approval })
    await expect(other.getFactoryArgs()).rejects.toThrow('has no stake')
  })
})

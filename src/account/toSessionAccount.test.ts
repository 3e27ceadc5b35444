import { createClient, custom, decodeAbiParameters, type Hex, recoverAddress, size } from 'viem'
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
  deployment,
  encodeSwap,
  seedCalls,
  seedGrant,
  sessionKey,
  stranger,
} from '../../test/vectors/fixtures.ts'
import { CallNotCoveredError } from '../explain/CallNotCoveredError.ts'
import { splitBatchSignature } from '../routing/batchSignature.ts'
import { decodeRouting } from '../routing/decodeRouting.ts'
import { hashSessionOperation } from '../routing/sessionOperation.ts'
import { SessionAccountError } from './SessionAccountError.ts'
import { type ToSessionAccountParameters, toSessionAccount } from './toSessionAccount.ts'

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

const make = (changes: Partial<ToSessionAccountParameters> = {}) =>
  toSessionAccount({
    account: { client, address },
    grant: seedGrant,
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
    const session = await make()
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

import {
  createClient,
  custom,
  decodeAbiParameters,
  decodeFunctionData,
  type Hex,
  hashMessage,
  parseAbi,
  recoverAddress,
  size,
  slice,
  zeroAddress,
} from 'viem'
import {
  entryPoint07Abi,
  entryPoint07Address,
  getUserOperationHash,
  type UserOperation,
} from 'viem/account-abstraction'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { toNexusAccount } from './toNexusAccount.ts'
import { toNexusNonceKey } from './toNexusNonceKey.ts'

const owner = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const factory = '0x0000000000000000000000000000000000000022'
const bootstrap = '0x0000000000000000000000000000000000000023'
const ownerValidator = '0x0000000000000000000000000000000000000024'
const address = '0x0000000000000000000000000000000000000033'

/** Knows its chain id, sees no code, has counted five operations, and refuses every other question. */
const client = createClient({
  transport: custom({
    async request({ method, params }) {
      if (method === 'eth_chainId') return '0x7a69'
      if (method === 'eth_getCode') return '0x'
      if (method !== 'eth_call' || params[0].to !== entryPoint07Address)
        throw new Error(`not expected: ${method}`)
      const { functionName, args } = decodeFunctionData({
        abi: entryPoint07Abi,
        data: params[0].data,
      })
      expect([functionName, args?.[0]]).toEqual(['getNonce', address])
      return `0x${(((args?.[1] as bigint) << 64n) | 5n).toString(16).padStart(64, '0')}`
    },
  }),
})
const parameters = { client, owner, factory, bootstrap, ownerValidator } as const
const account = await toNexusAccount({ ...parameters, address })

const operation: UserOperation<'0.7'> = {
  ...{ sender: address, nonce: 1n, callData: await account.encodeCalls([{ to: factory }]) },
  ...{ callGasLimit: 1n, verificationGasLimit: 1n, preVerificationGas: 1n },
  ...{ maxFeePerGas: 1n, maxPriorityFeePerGas: 1n, signature: '0x' },
}

describe('toNexusAccount', () => {
  test('default', () => {
    expect(account).toMatchObject({ address, ownerValidator, owner, type: 'smart' })
    expect(account.entryPoint).toMatchObject({ address: entryPoint07Address, version: '0.7' })
  })

  test('behavior: the factory sets up the owner’s validator, without a registry', async () => {
    const args = await account.getFactoryArgs()
    expect(args.factory).toBe(factory)
    const [initData, salt] = decodeCall(
      'function createAccount(bytes initData, bytes32 salt)',
      args.factoryData,
    )
    expect(salt).toBe(`0x${'00'.repeat(32)}`)
    const [setter, setup] = decodeAbiParameters(
      [{ type: 'address' }, { type: 'bytes' }],
      initData as Hex,
    )
    expect(setter).toBe(bootstrap)
    const installed = decodeCall(
      'function initNexusWithSingleValidator(address validator, bytes data, address registry, address[] attesters, uint8 threshold)',
      setup,
    )
    const ownerBytes = owner.address.toLowerCase()
    expect(installed).toEqual([ownerValidator, ownerBytes, zeroAddress, [], 0])
  })

  test('behavior: an index makes another salt', async () => {
    const another = await toNexusAccount({ ...parameters, address, index: 258n })
    const { factoryData } = await another.getFactoryArgs()
    const [, salt] = decodeCall('function createAccount(bytes initData, bytes32 salt)', factoryData)
    expect(BigInt(salt as Hex)).toBe(258n)
  })

  test('behavior: a nonce names the validator', async () => {
    const nonce = await account.getNonce({ key: 9n })
    expect(nonce).toBe((toNexusNonceKey({ validator: ownerValidator, key: 9n }) << 64n) | 5n)
  })

  test('behavior: decodes what it encodes', async () => {
    const calls = await account.decodeCalls?.(operation.callData)
    expect(calls).toEqual([{ to: factory, value: 0n, data: '0x' }])
  })

  test('behavior: an operation is signed in the EIP-191 form, without a wrapper', async () => {
    const signature = await account.signUserOperation(operation)
    const hash = getUserOperationHash({
      ...{ chainId: 31337, entryPointAddress: entryPoint07Address, entryPointVersion: '0.7' },
      userOperation: operation,
    })
    expect(await recoverAddress({ hash: hashMessage({ raw: hash }), signature })).toBe(
      owner.address,
    )
    const stub = await account.getStubSignature(operation)
    expect(size(stub)).toBe(size(signature))
    await expect(recoverAddress({ hash, signature: stub })).resolves.toMatch(/^0x/)
  })

  test('behavior: a message’s signature names the validator first', async () => {
    const message = await account.signMessage({ message: 'hello' })
    // viem adds how to deploy the account (ERC-6492), which is not deployed.
    const [, , signature] = decodeAbiParameters(
      [{ type: 'address' }, { type: 'bytes' }, { type: 'bytes' }],
      message,
    )
    expect(slice(signature, 0, 20)).toBe(ownerValidator)
    const hash = hashMessage('hello')
    expect(await recoverAddress({ hash, signature: slice(signature, 20) })).toBe(owner.address)
  })
})

function decodeCall(signature: string, data: Hex | undefined): readonly unknown[] {
  if (!data) throw new Error('There is no data.')
  return decodeFunctionData({ abi: parseAbi([signature]), data }).args ?? []
}

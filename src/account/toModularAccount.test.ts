import {
  createClient,
  custom,
  decodeAbiParameters,
  type Hex,
  hashMessage,
  recoverAddress,
  toFunctionSelector,
} from 'viem'
import { entryPoint06Address, getUserOperationHash } from 'viem/account-abstraction'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { toModularAccount } from './toModularAccount.ts'

const owner = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const factory = '0x0000000000000000000000000000000000000022'
const ownershipModule = '0x0000000000000000000000000000000000000001'
const address = '0x0000000000000000000000000000000000000033'

/** Knows its chain id, sees no code anywhere, and refuses every other question. */
const client = createClient({
  transport: custom({
    async request({ method }) {
      if (method === 'eth_chainId') return '0x7a69'
      if (method === 'eth_getCode') return '0x'
      throw new Error(`not expected: ${method}`)
    },
  }),
})
const account = await toModularAccount({ client, owner, factory, ownershipModule, address })

const call = {
  to: '0x0000000000000000000000000000000000000044',
  value: 3n,
  data: '0x1234',
} as const
const batchSelector = toFunctionSelector('executeBatch_y6U(address[],uint256[],bytes[])')

describe('toModularAccount', () => {
  test('default', () => {
    expect(account).toMatchObject({ address, factory, ownershipModule, owner, type: 'smart' })
    expect(account.entryPoint).toMatchObject({ address: entryPoint06Address, version: '0.6' })
  })

  test('behavior: asks the factory for the address when none is given', async () => {
    const asking = createClient({
      transport: custom({
        async request({ method, params }) {
          expect(method).toBe('eth_call')
          expect(params[0].to).toBe(factory)
          return `0x${address.slice(2).padStart(64, '0')}`
        },
      }),
    })
    const found = await toModularAccount({ client: asking, owner, factory, ownershipModule })
    expect(found.address).toBe(address)
  })

  test.each([1, 2])('behavior: %i calls go out as a batch', async (count) => {
    const calls = [call, { to: call.to }].slice(0, count)
    const callData = await account.encodeCalls(calls)
    expect(callData.startsWith(batchSelector)).toBe(true)
    const expected = [call, { to: call.to, value: 0n, data: '0x' }].slice(0, count)
    expect(await account.decodeCalls?.(callData)).toEqual(expected)
  })

  test('behavior: an operation is signed in the EIP-191 form and wrapped with the module', async () => {
    const userOperation = {
      sender: address,
      nonce: 1n,
      initCode: '0x',
      callData: await account.encodeCalls([call]),
      callGasLimit: 1n,
      verificationGasLimit: 1n,
      preVerificationGas: 1n,
      maxFeePerGas: 1n,
      maxPriorityFeePerGas: 1n,
      paymasterAndData: '0x',
      signature: '0x',
    } as const
    const { signature, module } = unwrap(await account.signUserOperation(userOperation))
    const hash = getUserOperationHash({
      chainId: 31337,
      entryPointAddress: entryPoint06Address,
      entryPointVersion: '0.6',
      userOperation,
    })
    expect(module).toBe(ownershipModule)
    expect(await recoverAddress({ hash: hashMessage({ raw: hash }), signature })).toBe(
      owner.address,
    )
  })

  test('behavior: the stub is as long as a signature and recovers to someone', async () => {
    const stub = await account.getStubSignature()
    const { signature } = unwrap(stub)
    expect(signature).toHaveLength(2 + 2 * 65)
    for (const byte of ['00', '5a', 'ff']) {
      const recovered = await recoverAddress({ hash: `0x${byte.repeat(32)}`, signature })
      expect(recovered).toMatch(/^0x/)
    }
  })

  test('error: an empty batch', async () => {
    await expect(account.encodeCalls([])).rejects.toThrow('A batch needs at least one call.')
  })
})

function unwrap(wrapped: Hex) {
  const [signature, module] = decodeAbiParameters([{ type: 'bytes' }, { type: 'address' }], wrapped)
  return { signature, module }
}

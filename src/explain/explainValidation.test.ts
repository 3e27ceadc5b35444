import {
  createClient,
  custom,
  encodeAbiParameters,
  encodeErrorResult,
  type Hex,
  parseEther,
} from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { foundry } from 'viem/chains'
import { describe, expect, test } from 'vitest'
import {
  account,
  approvePermission,
  deployment,
  paymaster,
  seedCalls,
  seedGrant,
  sessionKey,
  stakePermission,
  swapPermission,
} from '../../test/vectors/fixtures.ts'
import { batchedSessionRouterAbi } from '../abis/generated/index.ts'
import { toSessionAccount } from '../account/toSessionAccount.ts'
import { createGrant } from '../grant/createGrant.ts'
import type { Permission } from '../permissions/permission.ts'
import { explainValidation } from './explainValidation.ts'

type Answer = { readonly result: Hex } | { readonly revert: Hex } | { readonly fail: string }

/** Answers the account's validation, and the manager about what was spent. */
function makeClient(validation: Answer, feeSpent = 0n) {
  const transport = custom(
    {
      async request({ method, params }) {
        if (method !== 'eth_call') throw new Error(`There is no ${method} here.`)
        if (params[0].to.toLowerCase() === deployment.manager) {
          const types = [
            { type: 'uint8' },
            { type: 'uint64' },
            { type: 'uint96' },
            { type: 'uint32' },
          ] as const
          return encodeAbiParameters(types, [1, 0n, feeSpent, 1])
        }
        expect(params[0]).toMatchObject({ from: expect.stringMatching(/^0x5FF137/i), to: account })
        if ('result' in validation) return validation.result
        if ('fail' in validation) throw new Error(validation.fail)
        throw Object.assign(new Error('execution reverted'), { code: 3, data: validation.revert })
      },
    },
    { retryCount: 0 },
  )
  return createClient({ chain: foundry, transport })
}

const quiet = makeClient({ result: '0x' })
const session = await toSessionAccount({
  ...{
    account: { client: quiet, address: account },
    grant: seedGrant,
    key: sessionKey,
    deployment,
  },
})

async function makeOperation(changes: Partial<UserOperation<'0.6'>> = {}) {
  const operation: UserOperation<'0.6'> = {
    ...{ sender: account, nonce: 0n, initCode: '0x', paymasterAndData: '0x', signature: '0x' },
    ...{ callGasLimit: 100_000n, verificationGasLimit: 200_000n, preVerificationGas: 50_000n },
    ...{ maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 1n },
    callData: await session.encodeCalls(seedCalls),
    ...changes,
  }
  return { ...operation, signature: await session.signUserOperation(operation) }
}

const word = ({ failed }: { failed: bigint }): Hex =>
  encodeAbiParameters([{ type: 'uint256' }], [(5n << 208n) | (9n << 160n) | failed])
const window = { validAfter: 5, validUntil: 9 }

const ask = (client: ReturnType<typeof makeClient>, userOperation: UserOperation<'0.6'>) =>
  explainValidation(client, { userOperation, deployment })

describe('explainValidation', () => {
  test('default: accepted, and when', async () => {
    const client = makeClient({ result: word({ failed: 0n }) })
    expect(await ask(client, await makeOperation())).toEqual({ outcome: 'accepted', window })
  })

  test('behavior: refused, with the reason that the EntryPoint swallows', async () => {
    const revert = encodeErrorResult({
      ...{ abi: batchedSessionRouterAbi, errorName: 'TargetForbidden', args: [1n, account] },
    })
    expect(await ask(makeClient({ revert }), await makeOperation())).toMatchObject({
      outcome: 'refused',
      error: { errorName: 'TargetForbidden', call: 1 },
    })
    expect(await ask(makeClient({ revert: '0x' }), await makeOperation())).toMatchObject({
      outcome: 'refused',
      error: { errorName: 'ExecutionReverted' },
    })
  })

  const failed = { result: word({ failed: 1n }) }
  const causesOf = async (userOp: UserOperation<'0.6'>, feeSpent = 0n) => {
    const answer = await ask(makeClient(failed, feeSpent), userOp)
    if (answer.outcome !== 'failed') throw new Error(`It was ${answer.outcome}.`)
    expect(answer.window).toEqual(window)
    return answer.causes.map(({ sentence }) => sentence)
  }

  test('behavior: failed, because of another signature', async () => {
    const operation = await makeOperation()
    expect(await causesOf(operation)).toEqual([])
    const stub = { ...operation, signature: await session.getStubSignature(operation) }
    expect(await causesOf(stub)).toEqual([expect.stringContaining('has not signed')])
    expect(await causesOf({ ...operation, nonce: 1n })).toHaveLength(1)
  })

  test('behavior: failed, because of the cost or of what was spent before', async () => {
    const dear = await makeOperation({ maxFeePerGas: 10n ** 12n })
    expect(await causesOf(dear)).toEqual([
      expect.stringContaining('may cost the account up to 0.35'),
    ])
    const spent = await causesOf(await makeOperation(), parseEther('0.0499'))
    expect(spent).toEqual([expect.stringContaining('0.0499 are spent')])
  })

  test('behavior: failed, because of the paymaster', async () => {
    const sponsored = await makeOperation({ paymasterAndData: paymaster })
    expect(await causesOf(sponsored)).toEqual([expect.stringContaining('the grant allows none')])
  })

  test('behavior: failed, because of one of several grants', async () => {
    const grantOf = (salt: bigint, budget: bigint, permissions: readonly Permission[]) =>
      createGrant({
        ...{ key: sessionKey.address, permissions, noExpiry: true, salt },
        ...{ fees: { budget }, deployment },
      })
    const several = await toSessionAccount({
      ...{ account: { client: quiet, address: account }, key: sessionKey, deployment },
      grants: [
        grantOf(1n, parseEther('1'), [stakePermission]),
        grantOf(2n, 1n, [approvePermission, swapPermission]),
      ],
    })
    const operation = await makeOperation()
    const signature = await several.signUserOperation(operation)
    expect(await causesOf({ ...operation, signature })).toEqual([
      expect.stringContaining('of the fee budget of grant 1'),
    ])
  })

  test('behavior: an account that is not deployed cannot be asked', async () => {
    expect(await ask(quiet, await makeOperation())).toMatchObject({
      ...{ outcome: 'refused', error: { errorName: 'AA20' } },
    })
  })

  test('behavior: failed, because of a module that is not ours', async () => {
    const operation = { ...(await makeOperation()), signature: '0x12' } as const
    expect(await causesOf(operation)).toEqual([expect.stringContaining('another module')])
  })

  test('error: throws when the chain cannot be asked', async () => {
    await expect(ask(makeClient({ fail: 'no connection' }), await makeOperation())).rejects.toThrow(
      'no connection',
    )
  })
})

import { createClient, custom, decodeFunctionData, encodeFunctionResult } from 'viem'
import { foundry } from 'viem/chains'
import { describe, expect, test } from 'vitest'
import { account, deployment, seedGrant } from '../../test/vectors/fixtures.ts'
import { erc20ApprovalSvmAbi, sessionKeyManagerAbi } from '../abis/generated/index.ts'
import { getGrantState } from './getGrantState.ts'
import { getUsages } from './getUsages.ts'
import { computeSessionId, hashSession } from './hash.ts'

function makeClient(answer: (call: { to: string; data: `0x${string}` }) => string) {
  const transport = custom({ request: async ({ params }) => answer(params[0]) })
  return createClient({ chain: foundry, transport })
}

describe('getGrantState', () => {
  const read = (status: number, feeSpent: bigint) =>
    getGrantState(
      makeClient(({ to, data }) => {
        expect(to.toLowerCase()).toBe(deployment.manager)
        const { args } = decodeFunctionData({ abi: sessionKeyManagerAbi, data })
        expect(args?.[2]).toBe(seedGrant.id)
        return encodeFunctionResult({
          abi: sessionKeyManagerAbi,
          functionName: 'getGrant',
          result: [status, 3n, feeSpent, 2],
        })
      }),
      { account, grant: seedGrant, deployment },
    )

  test('default', async () => {
    expect(await read(1, 10n)).toEqual({
      ...{ status: 'active', epoch: 3n, feeSpent: 10n, operations: 2 },
      feeLeft: seedGrant.terms.feeBudget - 10n,
    })
  })

  test('behavior: never and revoked; nothing is left of a budget that failed attempts overdrew', async () => {
    expect((await read(0, 0n)).status).toBe('never')
    expect(await read(2, 2n ** 96n - 1n)).toMatchObject({ status: 'revoked', feeLeft: 0n })
  })
})

describe('getUsages', () => {
  test('default: asks each session’s module about its session', async () => {
    const asked: unknown[] = []
    const client = makeClient(({ data }) => {
      const { args } = decodeFunctionData({ abi: erc20ApprovalSvmAbi, data })
      asked.push(args?.[1])
      return encodeFunctionResult({
        ...{ abi: erc20ApprovalSvmAbi, functionName: 'getUsage', result: [5n, 2n, 0n, 0n] },
      })
    })
    const usages = await getUsages(client, { account, grant: seedGrant })
    expect(usages).toEqual([1, 2, 3].map(() => ({ total: 5n, uses: 2 })))
    const ids = seedGrant.sessions.map((session) =>
      computeSessionId({ grantId: seedGrant.id, leaf: hashSession(session) }),
    )
    expect(asked.sort()).toEqual([...ids].sort())
  })
})

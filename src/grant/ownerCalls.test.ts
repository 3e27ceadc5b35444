import { decodeFunctionData } from 'viem'
import { describe, expect, test } from 'vitest'
import { deployment, seedGrant } from '../../test/vectors/fixtures.ts'
import { sessionKeyManagerAbi as abi } from '../abis/generated/index.ts'
import { defaultDeployment } from '../deployment.ts'
import { enableGrantCall, revokeAllGrantsCall, revokeGrantsCall } from './ownerCalls.ts'

describe('enableGrantCall', () => {
  test('default: terms and sessions, to the manager, without value', () => {
    const { to, data, value } = enableGrantCall(seedGrant, deployment)
    expect(to).toBe(deployment.manager)
    expect(value).toBe(0n)
    const { functionName, args } = decodeFunctionData({ abi, data })
    expect(functionName).toBe('enableGrants')
    expect(args).toEqual([[{ grant: seedGrant.terms, sessions: seedGrant.sessions }]])
    expect(enableGrantCall(seedGrant).to).toBe(defaultDeployment.manager)
  })
})

describe('revokeGrantsCall', () => {
  test('default: takes grants and ids', () => {
    const { data } = revokeGrantsCall([seedGrant, seedGrant.id], deployment)
    const { functionName, args } = decodeFunctionData({ abi, data })
    expect(functionName).toBe('revokeGrants')
    expect(args?.[1]).toEqual([seedGrant.id, seedGrant.id])
  })
})

describe('revokeAllGrantsCall', () => {
  test('default', () => {
    const { to, data } = revokeAllGrantsCall(deployment)
    expect(to).toBe(deployment.manager)
    expect(decodeFunctionData({ abi, data }).functionName).toBe('revokeAllGrants')
  })
})

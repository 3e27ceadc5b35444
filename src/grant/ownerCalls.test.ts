import { decodeFunctionData } from 'viem'
import { describe, expect, test } from 'vitest'
import { deployment as seedDeployment, seedGrant } from '../../test/vectors/fixtures.ts'
import { sessionKeyManagerAbi as abi } from '../abis/generated/index.ts'
import { defaultDeployment, forErc7579 } from '../deployment.ts'
import { GrantTermsError } from './GrantTermsError.ts'
import {
  enableGrantCall,
  enableGrantRootsCall,
  enableGrantsCall,
  replaceGrantCalls,
  revokeGrantsCall,
} from './ownerCalls.ts'
import { revokeAllGrantsCall } from './revokeAllGrantsCall.ts'
import { toGrant } from './toGrant.ts'

const validator = `0x${'56'.repeat(20)}` as const
const deployment = { ...seedDeployment, validator }
const change = (terms: Partial<typeof seedGrant.terms>) =>
  toGrant({ ...seedGrant, terms: { ...seedGrant.terms, ...terms } })
const successor = change({ salt: 2n })
const foreign = change({ router: validator })

describe('enableGrantsCall', () => {
  test('default: terms and sessions, to the manager, without value', () => {
    const { to, data, value } = enableGrantCall(seedGrant, deployment)
    expect(to).toBe(deployment.manager)
    expect(value).toBe(0n)
    const { functionName, args } = decodeFunctionData({ abi, data })
    expect(functionName).toBe('enableGrants')
    expect(args).toEqual([[{ grant: seedGrant.terms, sessions: seedGrant.sessions }]])
    expect(enableGrantCall(seedGrant).to).toBe(defaultDeployment.manager)
  })

  test('behavior: several at once, and of an ERC-7579 account to the validator', () => {
    const { args } = decodeFunctionData({
      ...{ abi, data: enableGrantsCall([seedGrant, successor], deployment).data },
    })
    expect(args?.[0]).toHaveLength(2)
    expect(enableGrantsCall([foreign], deployment).to).toBe(validator)
  })

  test('error: refuses grants of different ledgers', () => {
    expect(() => enableGrantsCall([seedGrant, foreign], deployment)).toThrow(GrantTermsError)
  })
})

describe('enableGrantRootsCall', () => {
  test('default: terms without the sessions', () => {
    const { to, data } = enableGrantRootsCall([seedGrant], deployment)
    expect(to).toBe(deployment.manager)
    const { functionName, args } = decodeFunctionData({ abi, data })
    expect(functionName).toBe('enableGrants')
    expect(args).toEqual([[{ grant: seedGrant.terms, sessions: [] }]])
  })
})

describe('revokeGrantsCall', () => {
  test('default: takes grants and ids', () => {
    const { data } = revokeGrantsCall([seedGrant, seedGrant.id], deployment)
    const { functionName, args } = decodeFunctionData({ abi, data })
    expect(functionName).toBe('revokeGrants')
    expect(args?.[1]).toEqual([seedGrant.id, seedGrant.id])
  })

  test('behavior: goes to the router that the grant names, or the deployment for an id', () => {
    for (const call of [
      revokeGrantsCall([foreign], deployment),
      revokeGrantsCall([foreign.id], forErc7579(deployment)),
    ]) {
      expect(call.to).toBe(validator)
      expect(decodeFunctionData({ abi, data: call.data }).args?.[0]).toBe(foreign.terms.router)
    }
  })

  test('error: refuses grants of different routers', () => {
    expect(() => revokeGrantsCall([seedGrant, foreign], deployment)).toThrow('several routers')
  })
})

describe('revokeAllGrantsCall', () => {
  test('default', () => {
    const { to, data } = revokeAllGrantsCall(deployment)
    expect(to).toBe(deployment.manager)
    expect(decodeFunctionData({ abi, data }).functionName).toBe('revokeAllGrants')
    expect(revokeAllGrantsCall(forErc7579(deployment)).to).toBe(validator)
  })
})

describe('replaceGrantCalls', () => {
  test('default: ends one, then enables the other', () => {
    const calls = replaceGrantCalls({ grant: seedGrant, successor, deployment })
    const read = calls.map(({ data }) => decodeFunctionData({ abi, data }))
    expect(read.map(({ functionName }) => functionName)).toEqual(['revokeGrants', 'enableGrants'])
    expect(read[0]?.args?.[1]).toEqual([seedGrant.id])
  })

  test('error: refuses a grant as its own successor', () => {
    expect(() => replaceGrantCalls({ grant: seedGrant, successor: seedGrant })).toThrow(
      'never comes back',
    )
  })
})

import { decodeFunctionData, recoverAddress, recoverTypedDataAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { account, deployment, seedGrant, sessionKey } from '../../test/vectors/fixtures.ts'
import { sessionKeyManagerAbi as abi } from '../abis/generated/index.ts'
import type { OwnerApproval } from './approval.ts'
import {
  enableGrantWithApprovalCall,
  publishSessionsCall,
  renounceGrantCall,
  renounceGrantWithSignatureCall,
} from './ledgerCalls.ts'
import { hashRenouncing, toRenounceGrantTypedData } from './renouncingTypedData.ts'
import { signRenounceGrant } from './signRenounceGrant.ts'
import { toGrant } from './toGrant.ts'

const { terms, sessions, id } = seedGrant
const parameters = { account, grant: seedGrant, deployment }
const named = { account, grant: seedGrant, deployment, chainId: 10 }

function read({ to, data, value }: ReturnType<typeof publishSessionsCall>) {
  expect(to).toBe(deployment.manager)
  expect(value).toBe(0n)
  const { functionName, args = [] } = decodeFunctionData({ abi, data })
  const [first, ...rest] = args
  expect(`${first}`.toLowerCase()).toBe(account)
  return [functionName, ...rest]
}

describe('enableGrantWithApprovalCall', () => {
  test('default: terms, sessions and approval', () => {
    const other = { chainId: 7, ledger: terms.router, epoch: 5n, id }
    const approval: OwnerApproval = {
      ...{ deadline: 9, position: 1, others: [other], signature: '0x1234' },
    }
    expect(read(enableGrantWithApprovalCall({ ...parameters, approval }))).toEqual([
      'enableGrantWithApproval',
      { grant: terms, sessions },
      { ...approval, others: [{ ...other, chainId: 7n }] },
    ])
  })
})

describe('publishSessionsCall', () => {
  test('default', () => {
    expect(read(publishSessionsCall(parameters))).toEqual(['publishSessions', terms, sessions])
  })
})

describe('renounceGrantCall', () => {
  test('default: by the key itself, or on its signature', () => {
    expect(read(renounceGrantCall(parameters))).toEqual(['renounceGrant', terms])
    const signature = '0x1234'
    expect(read(renounceGrantWithSignatureCall({ ...parameters, signature }))).toEqual([
      ...['renounceGrantWithSignature', terms, signature],
    ])
  })

  test('behavior: goes to the validator, which keeps its own grants', () => {
    const validator = `0x${'56'.repeat(20)}` as const
    const grant = toGrant({ terms: { ...terms, router: validator }, sessions })
    const there = { account, grant, deployment: { ...deployment, validator } }
    expect(renounceGrantCall(there).to).toBe(validator)
    const { domain } = toRenounceGrantTypedData({ ...there, chainId: 1 })
    expect(domain.verifyingContract).toBe(validator)
  })
})

describe('signRenounceGrant', () => {
  test('default: for one account, one chain, one ledger', async () => {
    const signature = await signRenounceGrant({ ...named, key: sessionKey })
    const typedData = toRenounceGrantTypedData(named)
    expect(typedData.domain).toMatchObject({ chainId: 10, verifyingContract: deployment.manager })
    expect(await recoverTypedDataAddress({ ...typedData, signature })).toBe(sessionKey.address)
    const hash = hashRenouncing(named)
    expect(await recoverAddress({ hash, signature })).toBe(sessionKey.address)
    expect(hashRenouncing({ ...named, chainId: 11 })).not.toBe(hash)
  })

  test('error: refuses another key, and signatures that no ledger takes', async () => {
    const other = privateKeyToAccount(generatePrivateKey())
    await expect(signRenounceGrant({ ...named, key: other })).rejects.toThrow('cannot give up')
    const odd = { address: sessionKey.address, signTypedData: async () => '0x12' as const }
    await expect(signRenounceGrant({ ...named, key: odd })).rejects.toThrow('65 bytes')
  })
})

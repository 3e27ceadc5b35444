import {
  concatHex,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseAbi,
  slice,
  zeroAddress,
} from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { describe, expect, test } from 'vitest'
import { deployment, paymaster, seedCalls } from '../../test/vectors/fixtures.ts'
import { BatchFormatError } from '../routing/BatchFormatError.ts'
import type { AccountKind } from './accountKind.ts'
import { modularAccountKind } from './modularAccountKind.ts'
import { nexusAccountKind } from './nexusAccountKind.ts'

const validator = `0x${'56'.repeat(20)}` as const
const account = `0x${'ac'.repeat(20)}` as const
const batchSignature = `0x${'12'.repeat(90)}` as const

const kinds: readonly (readonly [string, AccountKind])[] = [
  ['modularAccountKind', modularAccountKind],
  ['nexusAccountKind', nexusAccountKind],
]

describe.each(kinds)('%s', (_, kind) => {
  test('default: reads what it writes', () => {
    const read = kind.decodeBatch(kind.encodeBatch(seedCalls))
    expect(read.map(({ data }) => data)).toEqual(seedCalls.map(({ data }) => data))
    const { router } = deployment
    const signature = kind.encodeSignature({ router, batchSignature })
    expect(kind.decodeSignature({ signature, deployment })).toEqual({ router, batchSignature })
  })

  test('error: refuses batches that are not canonical', () => {
    const callData = kind.encodeBatch(seedCalls)
    for (const bad of [`${callData}00`, callData.slice(0, -2), '0x12345678', '0x'] as const) {
      expect(() => kind.decodeBatch(bad as `0x${string}`)).toThrow(BatchFormatError)
    }
    expect(() => kind.encodeBatch([{ to: account, data: '0x1' }])).toThrow(BatchFormatError)
  })
})

const nothing: Hex = '0x'
const gas = {
  ...{ callGasLimit: 1n, verificationGasLimit: 20n, preVerificationGas: 300n, maxFeePerGas: 7n },
  ...{ sender: account, nonce: 0n, callData: nothing, signature: nothing },
  maxPriorityFeePerGas: 1n,
}

describe('modularAccountKind', () => {
  test('behavior: a signature that names no module is none for a router', () => {
    const { decodeSignature } = modularAccountKind
    expect(decodeSignature({ signature: '0x12', deployment })).toBeUndefined()
  })
})

describe('toPayment', () => {
  test('default: v0.6 takes the paymaster from the first 20 bytes', () => {
    const pay = (fields: Partial<UserOperation<'0.6'>>) =>
      modularAccountKind.toPayment({ ...gas, ...fields })
    expect(pay({})).toEqual({ paymaster: zeroAddress, maxCost: 321n * 7n })
    expect(pay({ paymasterAndData: '0x1234' }).paymaster).toBe(zeroAddress)
    const sponsored = pay({ paymasterAndData: concatHex([paymaster, '0x1234']) })
    expect(sponsored.paymaster.toLowerCase()).toBe(paymaster)
  })

  test('default: v0.7 counts the paymaster’s limits, too', () => {
    const pay = (fields: Partial<UserOperation<'0.7'>>) =>
      nexusAccountKind.toPayment({ ...gas, ...fields })
    const limits = { paymasterVerificationGasLimit: 4000n, paymasterPostOpGasLimit: 50_000n }
    expect(pay({})).toEqual({ paymaster: zeroAddress, maxCost: 321n * 7n })
    expect(pay({ paymaster, ...limits })).toEqual({ paymaster, maxCost: 54_321n * 7n })
    expect(pay({ paymaster: zeroAddress, ...limits }).maxCost).toBe(54_321n * 7n)
  })
})

describe('toInitCode', () => {
  test('default: what deploys the account', () => {
    expect(modularAccountKind.toInitCode({ initCode: '0x12' })).toBe('0x12')
    expect(modularAccountKind.toInitCode({})).toBe('0x')
    const { toInitCode } = nexusAccountKind
    expect(toInitCode({})).toBe('0x')
    expect(toInitCode({ factory: paymaster, factoryData: '0x12' })).toBe(`${paymaster}12`)
  })

  test('behavior: the bare marker of EIP-7702 deploys nothing', () => {
    const { toInitCode } = nexusAccountKind
    const marker = `0x7702${'00'.repeat(18)}` as const
    expect(['0x7702', marker].map((factory) => toInitCode({ factory: factory as never }))).toEqual([
      ...['0x', '0x'],
    ])
    expect(toInitCode({ factory: marker, factoryData: '0x12' })).toBe(`${marker}12`)
  })
})

describe('toNonceKey', () => {
  const sessionKey = `0x${'5e'.repeat(20)}` as const

  test('default: a modular account’s names the session key, Nexus’s the validator', () => {
    const toHexKey = (kind: AccountKind) => {
      const key = kind.toNonceKey({ router: validator, sessionKey, lane: 0xffff_ffff_ff_000005n })
      return numberToHex(key, { size: 24 })
    }
    expect(toHexKey(modularAccountKind)).toBe(`0xff000005${sessionKey.slice(2)}`)
    expect(toHexKey(nexusAccountKind)).toBe(`0x00000500${validator.slice(2)}`)
  })
})

describe('nexusAccountKind', () => {
  test('behavior: refuses a list that decodes, but not as it is encoded', () => {
    const callData = nexusAccountKind.encodeBatch(seedCalls.slice(0, 1))
    const abi = parseAbi(['function execute(bytes32 mode, bytes executionCalldata)'])
    const execution = slice(callData, 4 + 96)
    const padded = encodeFunctionData({
      ...{ abi, functionName: 'execute' },
      args: [`0x01${'00'.repeat(31)}`, concatHex([execution, `0x${'00'.repeat(32)}`])],
    })
    expect(() => nexusAccountKind.decodeBatch(padded)).toThrow('canonical')
  })
})

import { concatHex, encodeFunctionData, erc20Abi, type Hex, parseAbi } from 'viem'
import { describe, expect, test } from 'vitest'
import { seedCalls, tokenA } from '../../test/vectors/fixtures.ts'
import { BatchFormatError } from './BatchFormatError.ts'
import { decodeBatch, encodeBatch } from './batch.ts'

const addresses = (calls: readonly { to: string; data?: Hex | undefined }[]) =>
  calls.map(({ to, data }) => [to.toLowerCase(), data])

describe('encodeBatch', () => {
  test('default: is always a batch, of a single call too', () => {
    expect(encodeBatch([{ to: tokenA }]).slice(0, 10)).toBe('0x00004680')
  })

  test('error: refuses what is no call', () => {
    // A caller without types may pass anything.
    expect(() => encodeBatch([{ to: tokenA, data: '0x1' }])).toThrow(BatchFormatError)
    expect(() => encodeBatch([{ to: tokenA, data: 'hello' as Hex }])).toThrow(BatchFormatError)
    expect(() => encodeBatch([{ to: tokenA, value: 1 as never }])).toThrow(BatchFormatError)
    expect(() => encodeBatch([{ to: tokenA, value: -1n }])).toThrow(BatchFormatError)
    expect(() => encodeBatch([{ to: '0x12' }])).toThrow('invalid')
    const call = { to: tokenA, abi: erc20Abi, functionName: 'approve', args: [tokenA, 1n] } as const
    expect(() => encodeBatch([call])).toThrow('not encoded')
  })
})

describe('decodeBatch', () => {
  test('default: reads back the calls', () => {
    const calls = decodeBatch(encodeBatch(seedCalls))
    expect(addresses(calls)).toEqual(addresses(seedCalls))
    expect(decodeBatch(encodeBatch([{ to: tokenA, value: 7n }]))[0]).toMatchObject({
      ...{ value: 7n, data: '0x' },
    })
  })

  test('behavior: reads executeBatch, too', () => {
    const abi = parseAbi(['function executeBatch(address[] dest, uint256[] value, bytes[] func)'])
    const data = encodeFunctionData({ abi, args: [[tokenA], [0n], ['0x12']] })
    expect(decodeBatch(data)[0]?.data).toBe('0x12')
  })

  test('error: refuses any other encoding', () => {
    const good = encodeBatch(seedCalls)
    const abi = parseAbi([
      'function executeBatch_y6U(address[] dest, uint256[] value, bytes[] func)',
    ])
    const uneven = encodeFunctionData({ abi, args: [[tokenA], [], ['0x']] })
    for (const bad of [
      concatHex([good, '0x00']),
      `${good.slice(0, -64)}` as Hex,
      '0x' as Hex,
      uneven,
    ]) {
      expect(() => decodeBatch(bad)).toThrow(BatchFormatError)
    }
    expect(() => decodeBatch(`0x12345678${good.slice(10)}`)).toThrow(BatchFormatError)
  })
})

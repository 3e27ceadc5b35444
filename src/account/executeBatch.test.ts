import { encodeFunctionData, type Hex, parseAbi, slice } from 'viem'
import { describe, expect, test } from 'vitest'
import { damagedExecutes, executeBatches } from '../../test/vectors/executeCases.ts'
import { BatchFormatError } from '../routing/BatchFormatError.ts'
import { decodeExecuteBatch, encodeExecuteBatch } from './executeBatch.ts'

const call = {
  to: '0x0000000000000000000000000000000000000044',
  value: 3n,
  data: '0x1234',
} as const

const abi = parseAbi(['function execute(bytes32 mode, bytes executionCalldata)'])
const encode = (mode: Hex, executionCalldata: Hex) =>
  encodeFunctionData({ abi, functionName: 'execute', args: [mode, executionCalldata] })
const batchMode: Hex = `0x01${'00'.repeat(31)}`

describe('encodeExecuteBatch', () => {
  test.each([0, 1, 2])('default: %i calls are a batch', (count) => {
    const callData = encodeExecuteBatch([call, { to: call.to }].slice(0, count))
    expect(slice(callData, 0, 36)).toBe(`0xe9ae5c53${batchMode.slice(2)}`)
    const expected = [call, { to: call.to, value: 0n, data: '0x' }].slice(0, count)
    expect(decodeExecuteBatch(callData)).toEqual(expected)
  })
})

describe('decodeExecuteBatch', () => {
  test('error: another mode, other bytes, another function', () => {
    for (const callData of [
      encode(`0x${'00'.repeat(32)}`, '0x'),
      encode(`0x0101${'00'.repeat(30)}`, '0x'),
      encode(batchMode, '0x1234'),
      '0x12345678',
      '0x',
    ] as const)
      expect(() => decodeExecuteBatch(callData)).toThrow(BatchFormatError)
  })

  test.each(damagedExecutes.map(({ name, callData }) => [name, callData] as const))(
    'error: refuses %s',
    (_, callData) => {
      expect(() => decodeExecuteBatch(callData)).toThrow(BatchFormatError)
    },
  )

  test('default: reads every batch of the vectors', () => {
    for (const calls of executeBatches) {
      const read = decodeExecuteBatch(encodeExecuteBatch(calls))
      expect(read.map(({ to, ...rest }) => ({ to: to.toLowerCase(), ...rest }))).toEqual(calls)
    }
  })
})

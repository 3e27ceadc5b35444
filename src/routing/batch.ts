import { decodeFunctionData, encodeFunctionData, getAddress, type Hex, isHex, parseAbi } from 'viem'
import type { BatchCall, Call } from '../types.ts'
import { BatchFormatError } from './BatchFormatError.ts'

/** Indices of calls take one byte in the routing. */
export const maxCalls = 255

const abi = parseAbi([
  'function executeBatch(address[] dest, uint256[] value, bytes[] func)',
  'function executeBatch_y6U(address[] dest, uint256[] value, bytes[] func)',
])

/**
 * Turns calls as a user writes them into the calls of a batch.
 *
 * @throws BatchFormatError if data is no hex or not encoded yet; viem's InvalidAddressError.
 */
export function toBatchCalls(calls: readonly Call[]): readonly BatchCall[] {
  return calls.map((call, index) => {
    const { to, value = 0n, data = '0x' } = call
    // The type lets it pass, as every object that has more than asked; as a call without data it would be another call.
    if ('abi' in call && call.abi !== undefined) {
      throw new BatchFormatError(
        `calls[${index}] is not encoded: pass \`data\` instead of \`abi\`, \`functionName\` and \`args\`.`,
      )
    }
    if (!isHex(data) || data.length % 2 !== 0) {
      throw new BatchFormatError(`The data of calls[${index}] is no hex text of whole bytes.`)
    }
    if (typeof value !== 'bigint' || value < 0n || value >> 256n !== 0n) {
      throw new BatchFormatError(`The value of calls[${index}] is no bigint of 256 bits.`)
    }
    // Lower case changes no byte of a hex text.
    const bytes = data.toLowerCase() as Hex
    return { index, target: getAddress(to), value, data: bytes, callSpecificData: '0x' }
  })
}

/**
 * Encodes calls as the account's batch. A single call is a batch, too: the router reads nothing else.
 *
 * @example
 * ```ts
 * const callData = encodeBatch([{ to, data }])
 * ```
 */
export function encodeBatch(calls: readonly Call[]): Hex {
  const batch = toBatchCalls(calls)
  return encodeFunctionData({
    abi,
    functionName: 'executeBatch_y6U',
    args: [
      batch.map(({ target }) => target),
      batch.map(({ value }) => value),
      batch.map(({ data }) => data),
    ],
  })
}

/**
 * Decodes an account's batch, in its one canonical encoding.
 *
 * @throws BatchFormatError if it is anything else: the router would refuse it.
 *
 * @example
 * ```ts
 * for (const { to, value } of decodeBatch(userOperation.callData)) console.log(to, value)
 * ```
 */
export function decodeBatch(callData: Hex): readonly Required<Call>[] {
  const { functionName, args } = decode(callData)
  const [targets, values, datas] = args
  if (targets.length !== values.length || targets.length !== datas.length) {
    throw new BatchFormatError('The batch has lists of unequal length.')
  }
  if (encodeFunctionData({ abi, functionName, args }) !== callData.toLowerCase()) {
    throw new BatchFormatError('The batch is not in its one canonical encoding.')
  }
  return targets.map((to, i) => ({ to, value: values[i] ?? 0n, data: datas[i] ?? '0x' }))
}

function decode(callData: Hex) {
  try {
    return decodeFunctionData({ abi, data: callData })
  } catch (cause) {
    throw new BatchFormatError('The operation’s callData is not a batch of the account.', {
      ...(cause instanceof Error ? { cause } : {}),
    })
  }
}

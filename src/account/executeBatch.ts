import {
  decodeAbiParameters,
  decodeFunctionData,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  parseAbi,
} from 'viem'
import { BatchFormatError } from '../routing/BatchFormatError.ts'
import { toBatchCalls } from '../routing/batch.ts'
import type { Call } from '../types.ts'

/**
 * Encodes calls as an ERC-7579 account's `execute` in batch mode. A single call is a batch, too, so that there is one form to
 * read; no call at all only deploys the account.
 *
 * @throws BatchFormatError, viem's InvalidAddressError if a call is malformed.
 *
 * @example
 * ```ts
 * const callData = encodeExecuteBatch([{ to, data }])
 * ```
 */
export function encodeExecuteBatch(calls: readonly Call[]): Hex {
  const executions = toBatchCalls(calls).map(({ target, value, data }) => ({
    ...{ target, value, callData: data },
  }))
  return encodeFunctionData({
    abi,
    functionName: 'execute',
    args: [batchMode, encodeAbiParameters(executionList, [executions])],
  })
}

/**
 * Decodes an ERC-7579 account's `execute` in batch mode, in its one canonical encoding.
 *
 * @throws BatchFormatError if the operation does anything else: the router would refuse it.
 *
 * @example
 * ```ts
 * for (const { to, value } of decodeExecuteBatch(userOperation.callData)) console.log(to, value)
 * ```
 */
export function decodeExecuteBatch(callData: Hex): readonly Required<Call>[] {
  const [mode, executionCalldata] = decode(callData, (data) =>
    decodeFunctionData({ abi, data }),
  ).args
  if (mode !== batchMode) {
    throw new BatchFormatError(
      `The operation executes in mode ${mode}, which is not the batch mode.`,
    )
  }
  const [executions] = decode(executionCalldata, (data) => decodeAbiParameters(executionList, data))
  const calls = executions.map(({ target, value, callData: data }) => ({ to: target, value, data }))
  if (encodeExecuteBatch(calls) !== callData.toLowerCase()) {
    throw new BatchFormatError('The batch is not in its one canonical encoding.')
  }
  return calls
}

/** Call type 0x01 (batch), execution type 0x00 (one failing call undoes all), and nothing else. */
const batchMode: Hex = `0x01${'00'.repeat(31)}`

const abi = parseAbi(['function execute(bytes32 mode, bytes executionCalldata)'])

const executionList = [
  {
    type: 'tuple[]',
    components: [
      { type: 'address', name: 'target' },
      { type: 'uint256', name: 'value' },
      { type: 'bytes', name: 'callData' },
    ],
  },
] as const

function decode<decoded>(data: Hex, read: (data: Hex) => decoded): decoded {
  try {
    return read(data)
  } catch (cause) {
    throw new BatchFormatError('The operation’s callData is not a batch of an ERC-7579 account.', {
      ...(cause instanceof Error ? { cause } : {}),
    })
  }
}

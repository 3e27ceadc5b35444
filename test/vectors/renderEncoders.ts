import { AbiCoder, Interface } from 'ethers'
import type { Hex } from 'viem'
import { encodeExecuteBatch } from '../../src/account/executeBatch.ts'
import { encodeBatch } from '../../src/routing/batch.ts'
import { executeBatches } from './executeCases.ts'

const account = new Interface([
  'function executeBatch_y6U(address[] dest, uint256[] value, bytes[] func)',
  'function execute(bytes32 mode, bytes executionCalldata)',
])
const batchMode = `0x01${'00'.repeat(31)}`

/** Batches as the two encoders of TypeScript write them; `contracts/test/EncoderVectors.t.sol` adds Solidity's own. */
export function renderEncoders() {
  return executeBatches.map((calls) => {
    const [targets, values, datas] = [
      calls.map(({ to }) => to),
      calls.map(({ value }) => value),
      calls.map(({ data }) => data),
    ]
    const executions = AbiCoder.defaultAbiCoder().encode(
      ['tuple(address target, uint256 value, bytes callData)[]'],
      [calls.map(({ to, value, data }) => [to, value, data])],
    )
    return {
      datas,
      executeByEthers: account.encodeFunctionData('execute', [batchMode, executions]) as Hex,
      executeByViem: encodeExecuteBatch(calls),
      modularByEthers: account.encodeFunctionData('executeBatch_y6U', [
        targets,
        values,
        datas,
      ]) as Hex,
      modularByViem: encodeBatch(calls),
      targets,
      values: values.map(String),
    }
  })
}

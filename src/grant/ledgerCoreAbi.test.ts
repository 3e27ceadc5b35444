import { expect, test } from 'vitest'
import { sessionKeyManagerAbi, sessionRouterValidatorAbi } from '../abis/generated/index.ts'
import { ledgerCoreAbi } from './ledgerCoreAbi.ts'

test.each([
  ['the manager', sessionKeyManagerAbi],
  ['the validator', sessionRouterValidatorAbi],
])('ledgerCoreAbi: is what %s has', (_, abi) => {
  for (const { name, inputs, outputs, stateMutability } of ledgerCoreAbi) {
    const item = abi.find((one) => one.type === 'function' && one.name === name)
    const plain = (list: readonly { name?: string; type: string }[]) =>
      list.map(({ name, type }) => ({ name, type }))
    if (item?.type !== 'function') throw new Error(`There is no ${name}.`)
    expect({ inputs: plain(item.inputs), outputs: plain(item.outputs) }).toEqual({
      inputs,
      outputs,
    })
    expect(item.stateMutability).toBe(stateMutability)
  }
})

import { type Address, getAddress, type Hex, padHex, toFunctionSelector } from 'viem'
import { describe, expect, test } from 'vitest'
import { readOperations } from './readOperations.ts'
import type { TraceEvent } from './trace.ts'

const toAddress = (name: Hex) => getAddress(padHex(name, { size: 20 }))
const entryPoint = toAddress('0xe0')
const creator = toAddress('0xc0')
const factory = toAddress('0xf0')
const account = toAddress('0xa0')
const code = toAddress('0xb0')
const module = toAddress('0xd0')
const paymaster = toAddress('0x90')
const other = toAddress('0xa1')

const v06 = '(address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes)'
const v07 = '(address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)'
const validate = (version: string) =>
  toFunctionSelector(`validateUserOp(${version},bytes32,uint256)`)
const sponsor = (version: string) =>
  toFunctionSelector(`validatePaymasterUserOp(${version},bytes32,uint256)`)
const createSender = toFunctionSelector('createSender(bytes)')

const timestamp: TraceEvent = { kind: 'step', op: 0x42 }
const exit: TraceEvent = { kind: 'exit' }

/** A call's step, its frame, and what happens in it. */
function call(to: Address, options: { input?: Hex; op?: number; inside?: readonly TraceEvent[] }) {
  const { input = '0x', op = 0xf1, inside = [] } = options
  const type = { 240: 'CREATE', 241: 'CALL', 244: 'DELEGATECALL', 245: 'CREATE2' }[op] ?? 'CALL'
  const target = op < 0xf1 || op === 0xf5 ? {} : { word: to.slice(2) }
  const step: TraceEvent = { kind: 'step', op, ...target }
  return [step, { kind: 'enter', type, to, input } as const, ...inside, exit]
}

const read = (events: readonly TraceEvent[]) =>
  readOperations({ to: entryPoint, events }, entryPoint)

describe('readOperations', () => {
  test('default: a deployment, a validation, a paymaster; nothing of the EntryPoint, nothing of execution', () => {
    const deploy = call(factory, {
      inside: call(account, { op: 0xf5, inside: [timestamp] }),
    })
    const operations = read([
      timestamp,
      ...call(creator, { input: createSender, inside: [timestamp, ...deploy] }),
      ...call(account, { input: validate(v06), inside: [timestamp] }),
      timestamp,
      ...call(paymaster, { input: sponsor(v06), inside: [timestamp] }),
      ...call(entryPoint, { inside: call(account, { input: validate(v06), inside: [timestamp] }) }),
      ...call(other, { input: validate(v06) }),
    ])
    expect(operations).toEqual([
      {
        ...{ sender: account, creating: true },
        phases: [
          {
            ...{ entity: 'factory', address: factory, reverted: false },
            steps: [
              {
                ...{ kind: 'create', opcode: 'CREATE2', created: account },
                ...{ depth: 3, contract: factory, self: factory },
              },
              { ...toClock(account), depth: 4 },
            ],
          },
          { ...toPhase('account', account), steps: [{ ...toClock(account), depth: 2 }] },
          { ...toPhase('paymaster', paymaster), steps: [{ ...toClock(paymaster), depth: 2 }] },
        ],
      },
    ])
  })

  test('behavior: a bundle, of packed operations too', () => {
    const operations = read([
      ...call(account, { input: validate(v07) }),
      ...call(paymaster, { input: sponsor(v07) }),
      ...call(creator, { input: createSender, inside: call(factory, {}) }),
      ...call(other, { input: validate(v07) }),
      ...call(account, { input: validate(v07) }),
    ])
    expect(
      operations.map(({ sender, creating, phases }) => [
        ...[sender, creating],
        phases.map(({ entity }) => entity).join(),
      ]),
    ).toEqual([
      [account, false, 'account,paymaster'],
      [other, true, 'factory,account'],
      [account, false, 'account'],
    ])
  })

  test('behavior: borrowed code runs on the storage of who borrows it', () => {
    const sload: TraceEvent = { kind: 'step', op: 0x54, word: '7' }
    const inside = call(code, {
      op: 0xf4,
      inside: [
        sload,
        ...call(module, { inside: [sload] }),
        ...call(module, { op: 0xf4, inside: [sload] }),
      ],
    })
    const [operation] = read(call(account, { input: validate(v06), inside }))
    const storage = operation?.phases[0]?.steps.filter(({ kind }) => kind === 'storage')
    expect(storage).toMatchObject([
      { contract: code, self: account, slot: padHex('0x07'), depth: 3 },
      { contract: module, self: module, depth: 4 },
      { contract: module, self: account, depth: 4 },
    ])
  })

  test('behavior: the EntryPoint may do what it likes when the account pays it', () => {
    const pay = call(entryPoint, { inside: [timestamp, ...call(module, { inside: [timestamp] })] })
    const borrow = call(entryPoint, { op: 0xf4, inside: [timestamp] })
    const [operation] = read(call(account, { input: validate(v06), inside: [...pay, ...borrow] }))
    const steps = operation?.phases[0]?.steps.map(({ opcode, contract }) => [opcode, contract])
    const clock = ['TIMESTAMP', entryPoint]
    expect(steps).toEqual([['CALL', account], ['DELEGATECALL', account], clock])
  })

  test('behavior: calldata of a call, next opcode, an opcode that does not exist', () => {
    const inside: readonly TraceEvent[] = [
      { kind: 'step', op: 0x5a, next: 0x50 },
      { kind: 'step', op: 0x0c },
      ...call(module, { input: '0x12345678' }),
    ]
    const [operation] = read(call(account, { input: validate(v06), inside }))
    expect(operation?.phases[0]?.steps).toMatchObject([
      { kind: 'plain', opcode: 'GAS', next: '0x50' },
      { kind: 'unassigned', opcode: '0x0c' },
      { kind: 'call', target: module, input: '0x12345678' },
    ])
  })

  test('behavior: a frame out of gas, an entity that reverts', () => {
    const starved = call(module, {}).slice(0, 2)
    const [operation] = read([
      ...call(account, {
        input: validate(v06),
        inside: [...starved, { kind: 'exit', error: 'out of gas', op: 0x55 }],
      }).slice(0, -1),
      { kind: 'exit', error: 'execution reverted', op: 0xfd },
    ])
    expect(operation?.phases[0]).toMatchObject({
      reverted: true,
      steps: [{ kind: 'call' }, { kind: 'outOfGas', contract: module, opcode: 'SSTORE', depth: 3 }],
    })
  })

  test('behavior: a bundler that is a contract', () => {
    const bundle = call(entryPoint, { inside: call(account, { input: validate(v06) }) })
    expect(readOperations({ to: other, events: bundle }, entryPoint)).toMatchObject([
      { sender: account, phases: [{ entity: 'account' }] },
    ])
  })
})

function toPhase(entity: string, address: Address) {
  return { entity, address, reverted: false }
}

function toClock(contract: Address) {
  return { kind: 'plain', opcode: 'TIMESTAMP', contract, self: contract }
}

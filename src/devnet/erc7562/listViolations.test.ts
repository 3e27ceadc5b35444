import { type Address, concatHex, type Hex, keccak256, padHex, toFunctionSelector } from 'viem'
import { describe, expect, test } from 'vitest'
import { listViolations } from './listViolations.ts'
import type { Entity, Step } from './tracedOperation.ts'

const entryPoint: Address = '0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789'
const sender: Address = '0x76196445Ca12e641d56DdEBF7e45aD44Bc331999'
const factory: Address = '0xFaC7000000000000000000000000000000000001'
const paymaster: Address = '0xfaC7000000000000000000000000000000000002'
const outsider: Address = '0x07754644E5F4780699f28A6E97917051eA8CEBDb'

type Options = {
  entity?: Entity
  creating?: boolean
  staked?: readonly Address[]
  /** Phases beside the one with the steps. */
  others?: readonly Entity[]
}

/** The rules that some steps of one phase break. */
function rulesOf(steps: readonly Step[], options: Options = {}) {
  return violationsOf(steps, options).map(({ rule }) => rule)
}

function violationsOf(steps: readonly Step[], options: Options) {
  const { entity = 'account', creating = false, staked = [], others = [] } = options
  const addresses = { factory, account: sender, paymaster }
  const open = (name: Entity, steps: readonly Step[]) => ({
    ...{ entity: name, address: addresses[name], steps, reverted: false },
  })
  const phases = [...others.map((other) => open(other, [])), open(entity, steps)]
  return listViolations({ sender, creating, phases }, { entryPoint, staked })
}

const place = { depth: 3, contract: outsider, self: outsider }
const plain = (opcode: string, next?: string): Step => ({
  ...{ ...place, kind: 'plain', opcode },
  ...(next === undefined ? {} : { next }),
})
const call = (fields: Partial<Extract<Step, { kind: 'call' }>>): Step => ({
  ...{ ...place, kind: 'call', opcode: 'CALL', target: outsider },
  ...{ empty: false, paid: false, input: '0x', ...fields },
})
const code = (fields: Partial<Extract<Step, { kind: 'code' }>>): Step => ({
  ...{ ...place, kind: 'code', opcode: 'EXTCODESIZE', target: outsider, empty: false, ...fields },
})
const create = (fields: Partial<Extract<Step, { kind: 'create' }>>): Step => ({
  ...{ ...place, kind: 'create', opcode: 'CREATE2', created: sender, ...fields },
})
const storage = (fields: Partial<Extract<Step, { kind: 'storage' }>>): Step => ({
  ...{ ...place, kind: 'storage', opcode: 'SLOAD', slot: padHex('0x07'), ...fields },
})

/** Hashes the place of a mapping's entry, and reads or writes there. */
function entryOf(key: Address, opcode = 'SLOAD', self: Address = outsider): readonly Step[] {
  const preimage = concatHex([padHex(key), padHex('0x00')])
  return [
    { ...place, kind: 'hash', opcode: 'KECCAK256', preimage },
    storage({ opcode, slot: keccak256(preimage), self, contract: self }),
  ]
}

const depositTo = (account: Address): Hex =>
  concatHex([toFunctionSelector('depositTo(address)'), padHex(account)])

describe('listViolations: opcodes', () => {
  test.each([
    ...['ORIGIN', 'GASPRICE', 'BLOCKHASH', 'COINBASE', 'TIMESTAMP', 'NUMBER', 'PREVRANDAO'],
    ...['GASLIMIT', 'BASEFEE', 'BLOBHASH', 'BLOBBASEFEE', 'INVALID', 'SELFDESTRUCT'],
  ])('error: %s, whoever does it [OP-011]', (opcode) => {
    const all = { staked: [sender, paymaster] }
    expect(rulesOf([plain(opcode)], all)).toEqual(['OP-011'])
    expect(rulesOf([plain(opcode)], { ...all, entity: 'paymaster' })).toEqual(['OP-011'])
  })

  test('default: what, where and who, with a sentence', () => {
    expect(violationsOf([plain('TIMESTAMP')], {})).toEqual([
      {
        ...{ rule: 'OP-011', entity: 'account', contract: outsider, depth: 3, opcode: 'TIMESTAMP' },
        sentence: `The validation of the account reads the clock: TIMESTAMP in the code of ${outsider}.`,
      },
    ])
  })

  test('behavior: what happens twice at one place is told once', () => {
    expect(rulesOf([plain('NUMBER'), plain('NUMBER')])).toEqual(['OP-011'])
  })

  test('error: gas that is not passed on at once [OP-012]', () => {
    const nexts = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL']
    for (const next of nexts) expect(rulesOf([plain('GAS', next)])).toEqual([])
    for (const next of ['CREATE2', '0x50'])
      expect(rulesOf([plain('GAS', next)])).toEqual(['OP-012'])
    expect(rulesOf([plain('GAS')])).toEqual(['OP-012'])
  })

  test('error: an opcode that does not exist [OP-013], a call out of gas [OP-020]', () => {
    expect(rulesOf([{ ...place, kind: 'unassigned', opcode: '0x0c' }])).toEqual(['OP-013'])
    expect(rulesOf([{ ...place, kind: 'outOfGas', opcode: 'SSTORE' }])).toEqual(['OP-020'])
  })

  test('error: a balance, unless the entity is staked [OP-080]', () => {
    for (const opcode of ['BALANCE', 'SELFBALANCE']) {
      expect(rulesOf([plain(opcode)])).toEqual(['OP-080'])
      expect(rulesOf([plain(opcode)], { staked: [paymaster] })).toEqual(['OP-080'])
      expect(rulesOf([plain(opcode)], { staked: [sender] })).toEqual([])
    }
  })

  test('error: whatever is created but the account, once, by the factory [OP-031]', () => {
    const creating = { entity: 'factory', creating: true } as const
    expect(rulesOf([create({})], creating)).toEqual([])
    expect(rulesOf([create({}), create({ depth: 4 })], creating)).toEqual(['OP-031'])
    expect(rulesOf([create({ created: outsider })], creating)).toEqual(['OP-031'])
    expect(rulesOf([create({})])).toEqual(['OP-031'])
    expect(rulesOf([create({})], { entity: 'paymaster' })).toEqual(['OP-031'])
    expect(rulesOf([create({ opcode: 'CREATE' })], creating)).toEqual(['OP-011'])
  })
})

describe('listViolations: calls', () => {
  test('error: an address without code, called or looked at [OP-041]', () => {
    expect(rulesOf([call({}), code({})])).toEqual([])
    expect(rulesOf([call({ empty: true }), code({ empty: true })])).toEqual(['OP-041', 'OP-041'])
  })

  test('behavior: the account may be called before it has code, while it is deployed [OP-042]', () => {
    const early = [call({ target: sender, empty: true })]
    expect(rulesOf(early, { entity: 'factory', creating: true })).toEqual([])
    expect(rulesOf(early)).toEqual(['OP-041'])
  })

  test('error: a precompile that is not on every chain [OP-062]', () => {
    const toPrecompile = (number: Hex) => [
      call({ opcode: 'STATICCALL', target: padHex(number, { size: 20 }), empty: true }),
    ]
    for (const known of ['0x01', '0x09', '0x0100'] as const)
      expect(rulesOf(toPrecompile(known))).toEqual([])
    expect(rulesOf(toPrecompile('0x0a'))).toEqual(['OP-062'])
    expect(rulesOf(toPrecompile('0x00'))).toEqual(['OP-041'])
  })

  test('error: ether for another than the EntryPoint [OP-061]', () => {
    expect(rulesOf([call({ paid: true })])).toEqual(['OP-061'])
    expect(rulesOf([call({ paid: true, target: sender, self: factory })])).toEqual(['OP-061'])
  })

  test('behavior: the account pays the EntryPoint, by its fallback or for its deposit [OP-052, OP-053]', () => {
    const pay = { target: entryPoint, self: sender, paid: true }
    expect(rulesOf([call(pay)])).toEqual([])
    expect(rulesOf([call({ ...pay, input: depositTo(sender) })])).toEqual([])
  })

  test('behavior: the factory pays the account’s deposit, and not by the fallback [OP-052]', () => {
    const creating = { entity: 'factory', creating: true } as const
    const pay = { target: entryPoint, self: factory, paid: true }
    expect(rulesOf([call({ ...pay, input: depositTo(sender) })], creating)).toEqual([])
    expect(rulesOf([call(pay)], creating)).toEqual(['OP-054'])
  })

  test('error: anything else of the EntryPoint [OP-054]', () => {
    const target = entryPoint
    for (const step of [
      call({ target, self: sender, input: depositTo(outsider) }),
      call({ target, self: sender, input: '0x70a08231' }),
      call({ target, self: outsider }),
      call({ target, self: outsider, input: depositTo(sender) }),
      call({ target, self: sender, opcode: 'DELEGATECALL' }),
      call({ target, self: sender, opcode: 'STATICCALL', input: depositTo(sender) }),
      code({ target, next: '0x50' }),
      code({ target, opcode: 'EXTCODEHASH', next: '0x15' }),
    ]) {
      expect(rulesOf([step])).toEqual(['OP-054'])
    }
    expect(rulesOf([code({ target, next: '0x15' })])).toEqual([])
  })
})

describe('listViolations: storage', () => {
  test('behavior: the account’s own, by whatever code and entity [STO-010]', () => {
    const own = [storage({ self: sender, opcode: 'SSTORE' })]
    expect(rulesOf(own)).toEqual([])
    expect(rulesOf(own, { entity: 'factory', creating: true })).toEqual([])
    expect(rulesOf(own, { entity: 'paymaster' })).toEqual([])
  })

  test('behavior: what a contract keeps for the account, once there is one [STO-021]', () => {
    expect(rulesOf(entryOf(sender, 'SSTORE'))).toEqual([])
    expect(rulesOf([storage({ slot: padHex(sender), opcode: 'SSTORE' })])).toEqual([])
  })

  test('error: the same while a factory without a stake deploys the account [STO-022]', () => {
    const creating = { creating: true, others: ['factory'] } as const
    expect(rulesOf(entryOf(sender), creating)).toEqual(['STO-022'])
    expect(rulesOf(entryOf(sender), { ...creating, staked: [factory] })).toEqual([])
    expect(rulesOf(entryOf(sender), { entity: 'factory', creating: true })).toEqual(['STO-022'])
  })

  test('error: a foreign slot, read [STO-033] or written [STO-021]', () => {
    expect(rulesOf(entryOf(outsider))).toEqual(['STO-033'])
    expect(rulesOf(entryOf(outsider, 'SSTORE'))).toEqual(['STO-021'])
    expect(rulesOf(entryOf(outsider), { staked: [sender] })).toEqual([])
    expect(rulesOf(entryOf(outsider, 'SSTORE'), { staked: [sender] })).toEqual(['STO-021'])
  })

  test('behavior: a slot that is read and written is one violation', () => {
    const found = violationsOf([storage({}), storage({ opcode: 'SSTORE' }), storage({})], {})
    expect(found).toMatchObject([{ rule: 'STO-021', opcode: 'SSTORE', slot: padHex('0x07') }])
  })

  test('error: transient slots count as others, beside them [OP-070]', () => {
    const both = [storage({ opcode: 'TSTORE' }), storage({ opcode: 'SLOAD' })]
    expect(rulesOf(both)).toEqual(['STO-021', 'STO-033'])
    expect(violationsOf(both, {})[0]?.sentence).toContain('writes transient slot')
  })

  test('error: an entity’s own storage, without a stake [STO-031]', () => {
    const own = [storage({ self: paymaster, contract: paymaster })]
    expect(rulesOf(own, { entity: 'paymaster' })).toEqual(['STO-031'])
    expect(rulesOf(own, { entity: 'paymaster', staked: [paymaster] })).toEqual([])
    // Not even what it keeps for the account: it is no external contract.
    const kept = entryOf(sender, 'SLOAD', paymaster)
    expect(rulesOf(kept, { entity: 'paymaster' })).toEqual(['STO-031'])
  })

  test('error: another entity’s storage, whoever has a stake [STO-031]', () => {
    const foreign = [storage({ self: factory, contract: factory })]
    const options = { entity: 'paymaster', others: ['factory'], staked: [paymaster] } as const
    expect(rulesOf(foreign, options)).toEqual(['STO-031'])
  })

  test('error: what a contract keeps for an entity without a stake [STO-032]', () => {
    const kept = entryOf(paymaster, 'SSTORE')
    expect(rulesOf(kept, { entity: 'paymaster' })).toEqual(['STO-032'])
    expect(rulesOf(kept, { entity: 'paymaster', staked: [paymaster] })).toEqual([])
  })

  test('behavior: it is the storage that counts, not the code', () => {
    const borrowed = storage({ self: sender, contract: outsider, opcode: 'SSTORE' })
    const lent = storage({ self: outsider, contract: sender, opcode: 'SSTORE' })
    expect(rulesOf([borrowed, lent])).toEqual(['STO-021'])
  })
})

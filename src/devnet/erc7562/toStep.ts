import { getAddress, padHex } from 'viem'
import { nameOpcode, opcodeNames } from './opcodes.ts'
import type { TraceEvent } from './trace.ts'
import type { Place, Step } from './tracedOperation.ts'

/** Reads what the tracer recorded of one opcode. A call's calldata and a new contract's address come with the frame that follows. */
export function toStep(
  event: Extract<TraceEvent, { kind: 'step' }>,
  { depth, contract, self }: Omit<Place, 'opcode'>,
): Step {
  const { op, word = '', empty = false, paid = false } = event
  const opcode = nameOpcode(op)
  const place = { depth, contract, self, opcode }
  const next = event.next === undefined ? {} : { next: nameOpcode(event.next) }
  if (opcodeNames[op] === undefined) return { ...place, kind: 'unassigned' }
  if (opcode === 'KECCAK256') return { ...place, kind: 'hash', preimage: `0x${word}` }
  if (/^[ST](LOAD|STORE)$/.test(opcode))
    return { ...place, kind: 'storage', slot: padHex(`0x${word}`) }
  if (opcode.startsWith('EXTCODE'))
    return { ...place, ...next, kind: 'code', target: getAddress(`0x${word}`), empty }
  if (opcode.startsWith('CREATE')) return { ...place, kind: 'create' }
  if (/CALL/.test(opcode))
    return { ...place, kind: 'call', target: getAddress(`0x${word}`), empty, paid, input: '0x' }
  return { ...place, ...next, kind: 'plain' }
}

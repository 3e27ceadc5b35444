import { type Address, getAddress, type Hex, isAddressEqual, toFunctionSelector } from 'viem'
import { nameOpcode } from './opcodes.ts'
import { toStep } from './toStep.ts'
import type { Trace, TraceEvent } from './trace.ts'
import type { Entity, Phase, Step, TracedOperation } from './tracedOperation.ts'

/**
 * Reads from a trace of `handleOps` what each of its operations did in validation, in their order. The EntryPoint's own steps are
 * left out, and so is all that comes after the last validation.
 */
export function readOperations(trace: Trace, entryPoint: Address): readonly TracedOperation[] {
  const operations: Draft[] = []
  const to = getAddress(trace.to)
  const frames: Frame[] = [toFrame({ contract: to, self: to, input: '0x' }, entryPoint)]
  for (const event of trace.events) {
    const frame = frames.at(-1)
    if (!frame) break
    if (event.kind === 'step') {
      frame.phase?.steps.push(toStep(event, { ...frame, depth: frames.length }))
    } else if (event.kind === 'exit') {
      leave(frame, event, frames.length)
      frames.pop()
    } else {
      // The EntryPoint calls itself to execute, when all operations are validated.
      if (frame.role === 'entryPoint' && isAddressEqual(event.to, entryPoint)) break
      const target = { ...event, to: getAddress(event.to) }
      frames.push(enter({ frame, event: target, entryPoint, operations }))
    }
  }
  return operations
}

type Draft = TracedOperation & { sender: Address; creating: boolean; phases: DraftPhase[] }
type DraftPhase = Phase & { steps: Step[]; reverted: boolean }

type Frame = {
  readonly contract: Address
  readonly self: Address
  readonly input: Hex
  /** `trusted`: an entity called the EntryPoint, whose own steps break no rule. */
  readonly role: 'outside' | 'entryPoint' | 'creator' | 'entity' | 'within' | 'trusted'
  readonly phase?: DraftPhase
}

type Enter = Extract<TraceEvent, { kind: 'enter' }>

function enter(options: {
  frame: Frame
  event: Enter
  entryPoint: Address
  operations: Draft[]
}): Frame {
  const { frame, event, entryPoint, operations } = options
  const borrowed = event.type === 'DELEGATECALL' || event.type === 'CALLCODE'
  const child = {
    contract: event.to,
    self: borrowed ? frame.self : event.to,
    input: event.input,
  }
  if (frame.role === 'outside') return toFrame(child, entryPoint)
  if (frame.role === 'trusted') return { ...child, role: 'trusted' }
  if (frame.phase) {
    completeStep(frame.phase, event)
    const trusted = !borrowed && isAddressEqual(event.to, entryPoint)
    return trusted
      ? { ...child, role: 'trusted' }
      : { ...child, role: 'within', phase: frame.phase }
  }
  const selector = event.input.slice(0, 10)
  if (frame.role === 'entryPoint' && creatorSelectors.includes(selector)) {
    operations.push({ sender: event.to, creating: true, phases: [] })
    return { ...child, role: 'creator' }
  }
  const entity = frame.role === 'creator' ? 'factory' : entityOf(selector)
  if (!entity) return { ...child, role: 'outside' }
  return { ...child, role: 'entity', phase: openPhase(operations, { entity, address: event.to }) }
}

function openPhase(
  operations: Draft[],
  { entity, address }: { entity: Entity; address: Address },
): DraftPhase {
  const latest = operations.at(-1)
  const validated = latest?.phases.some((phase) => phase.entity === 'account') ?? true
  const operation =
    latest && !(entity === 'account' && validated)
      ? latest
      : { sender: address, creating: false, phases: [] }
  if (operation !== latest) operations.push(operation)
  // Until then nobody has named the sender.
  if (entity === 'account') operation.sender = address
  const phase: DraftPhase = { entity, address, steps: [], reverted: false }
  operation.phases.push(phase)
  return phase
}

/** A call's calldata and a new contract's address are known when its frame begins. */
function completeStep(phase: DraftPhase, { to, input }: Enter) {
  const step = phase.steps.at(-1)
  if (step?.kind === 'call') phase.steps.splice(-1, 1, { ...step, input })
  if (step?.kind === 'create') phase.steps.splice(-1, 1, { ...step, created: to })
}

function leave(frame: Frame, event: Extract<TraceEvent, { kind: 'exit' }>, depth: number) {
  const { phase, contract, self, role } = frame
  if (!phase || event.error === undefined) return
  if (role === 'entity') phase.reverted = true
  if (!/out of gas/i.test(event.error)) return
  phase.steps.push({ kind: 'outOfGas', depth, contract, self, opcode: nameOpcode(event.op ?? 0) })
}

function toFrame(frame: Omit<Frame, 'role' | 'phase'>, entryPoint: Address): Frame {
  return { ...frame, role: isAddressEqual(frame.self, entryPoint) ? 'entryPoint' : 'outside' }
}

function entityOf(selector: string): Entity | undefined {
  if (accountSelectors.includes(selector)) return 'account'
  return paymasterSelectors.includes(selector) ? 'paymaster' : undefined
}

const unpacked = '(address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes)'
const packed = '(address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)'

const accountSelectors: readonly string[] = [unpacked, packed].map((operation) =>
  toFunctionSelector(`validateUserOp(${operation},bytes32,uint256)`),
)
const paymasterSelectors: readonly string[] = [unpacked, packed].map((operation) =>
  toFunctionSelector(`validatePaymasterUserOp(${operation},bytes32,uint256)`),
)
/** Of the SenderCreator, which calls the factory; the second, of v0.8, an account of EIP-7702. */
const creatorSelectors: readonly string[] = [
  toFunctionSelector('createSender(bytes)'),
  toFunctionSelector('initEip7702Sender(address,bytes)'),
]

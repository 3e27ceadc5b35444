import { type Address, isAddressEqual, padHex, toFunctionSelector } from 'viem'
import type { Step } from './tracedOperation.ts'
import { type Circumstances, type Violation, violate } from './violation.ts'

type Call = Extract<Step, { kind: 'call' }>
type CodeRead = Extract<Step, { kind: 'code' }>

/** Lists what breaks the rules for calling, or asking for the code of, an address [OP-041 to OP-062]. */
export function judgeCalls(
  steps: readonly Step[],
  circumstances: Circumstances,
): readonly Violation[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'call' && step.kind !== 'code') return []
    const found =
      step.kind === 'call' ? judgeCall(step, circumstances) : judgeCodeRead(step, circumstances)
    if (!found) return []
    const [rule, deed] = found
    const sentence = `The validation of the ${circumstances.entity} ${deed}: ${step.opcode} of ${step.target} in the code of ${step.contract}.`
    return [violate(step, { rule, entity: circumstances.entity, sentence })]
  })
}

type Found = readonly [Violation['rule'], string] | undefined

function judgeCall(step: Call, circumstances: Circumstances): Found {
  if (isAddressEqual(step.target, circumstances.entryPoint)) {
    return mayCallEntryPoint(step, circumstances)
      ? undefined
      : ['OP-054', 'calls the EntryPoint for something else than a deposit for the account']
  }
  if (step.paid) return ['OP-061', 'sends ether to another than the EntryPoint']
  if (precompiles.has(BigInt(step.target))) return undefined
  // Reserved for what chains add; what is there may differ from chain to chain.
  if (BigInt(step.target) <= lastReserved && BigInt(step.target) > 0n)
    return ['OP-062', 'calls a precompile that is not on every chain']
  return judgeEmptiness(step, circumstances, 'calls an address without code')
}

function judgeCodeRead(step: CodeRead, circumstances: Circumstances): Found {
  if (isAddressEqual(step.target, circumstances.entryPoint)) {
    // Compilers look whether there is code before they call.
    if (step.opcode === 'EXTCODESIZE' && step.next === isZero) return undefined
    return ['OP-054', 'looks at the code of the EntryPoint']
  }
  return judgeEmptiness(step, circumstances, 'looks at the code of an address that has none')
}

function judgeEmptiness(
  { target, empty }: Call | CodeRead,
  { sender, creating }: Circumstances,
  deed: string,
): Found {
  // [OP-042]: until the factory has deployed it, the account has no code.
  const awaited = creating && isAddressEqual(target, sender)
  return empty && !awaited ? ['OP-041', deed] : undefined
}

/** [OP-052], [OP-053] */
function mayCallEntryPoint(
  { opcode, self, input }: Call,
  { sender, entity, address }: Circumstances,
): boolean {
  if (opcode !== 'CALL') return false
  const bySender = isAddressEqual(self, sender)
  if (input === '0x') return bySender
  const byFactory = entity === 'factory' && isAddressEqual(self, address)
  return (bySender || byFactory) && input.toLowerCase() === encodeDepositFor(sender)
}

function encodeDepositFor(account: Address) {
  return `${toFunctionSelector('depositTo(address)')}${padHex(account).slice(2)}`.toLowerCase()
}

/** ISZERO, which no rule names. */
const isZero = '0x15'

/** The core ones, and P256VERIFY of RIP-7212 [OP-062]. */
const precompiles: ReadonlySet<bigint> = new Set([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 0x100n])
const lastReserved = 0xffn

import { type Hex, isAddressEqual } from 'viem'
import { toAssociation } from './toAssociation.ts'
import type { Step } from './tracedOperation.ts'
import { type Circumstances, type Violation, violate } from './violation.ts'

type Touch = Extract<Step, { kind: 'storage' }>

/** All that a phase did with one slot. */
type Access = {
  /** The first write, or else the first read. */
  readonly touch: Touch
  readonly written: boolean
}

/**
 * Lists what breaks the rules for storage [STO-010 to STO-033], transient storage included [OP-070]. `preimages` are what the whole
 * validation of the operation hashed, two words each.
 */
export function judgeStorage(
  steps: readonly Step[],
  circumstances: Circumstances & { preimages: readonly Hex[] },
): readonly Violation[] {
  const { sender, address, preimages, entity } = circumstances
  const association = {
    ofSender: toAssociation(sender, { preimages }),
    ofEntity: toAssociation(address, { preimages }),
  }
  return listAccesses(steps).flatMap((access) => {
    const found = judge(access, { ...circumstances, ...association })
    if (!found) return []
    const { touch, written } = access
    const [rule, reason] = found
    const deed = `${written ? 'writes' : 'reads'} ${isTransient(touch) ? 'transient ' : ''}slot ${touch.slot}`
    const code = isAddressEqual(touch.contract, touch.self)
      ? ''
      : `, by the code of ${touch.contract}`
    const sentence = `The validation of the ${entity} ${deed} of ${touch.self}, ${reason}: ${touch.opcode}${code}.`
    return [violate(touch, { rule, entity, slot: touch.slot, sentence })]
  })
}

function judge(
  { touch: { self, slot }, written }: Access,
  circumstances: Circumstances & {
    ofSender: (slot: Hex) => boolean
    ofEntity: (slot: Hex) => boolean
  },
): readonly [Violation['rule'], string] | undefined {
  const { sender, address, staked, creating, factoryStaked, entities } = circumstances
  if (isAddressEqual(self, sender)) return undefined
  if (isAddressEqual(self, address))
    return staked ? undefined : ['STO-031', 'its own, without a stake']
  if (entities.some((other) => isAddressEqual(self, other)))
    return ['STO-031', 'which belongs to another entity of the operation']

  const ofSender = circumstances.ofSender(slot)
  if (ofSender && (!creating || factoryStaked)) return undefined
  if (staked && (!written || circumstances.ofEntity(slot))) return undefined
  if (ofSender)
    return ['STO-022', 'which is the account’s, while a factory without a stake deploys it']
  if (circumstances.ofEntity(slot)) return ['STO-032', 'which is the entity’s, without a stake']
  if (!written) return ['STO-033', 'which is not the account’s, without a stake']
  return ['STO-021', 'which is not the account’s']
}

/** One access for each slot, in the order of the first touch. */
function listAccesses(steps: readonly Step[]): readonly Access[] {
  const accesses = new Map<string, Access>()
  for (const step of steps) {
    if (step.kind !== 'storage') continue
    const place = `${step.self} ${BigInt(step.slot)} ${isTransient(step)}`.toLowerCase()
    const before = accesses.get(place)
    const writes = step.opcode.endsWith('STORE')
    if (!before || (writes && !before.written))
      accesses.set(place, { touch: step, written: writes })
  }
  return [...accesses.values()]
}

function isTransient({ opcode }: { opcode: string }): boolean {
  return opcode.startsWith('T')
}

import { isAddressEqual } from 'viem'
import type { Step } from './tracedOperation.ts'
import { type Circumstances, type Violation, violate } from './violation.ts'

/** Lists what breaks the rules for opcodes that call nobody: environment, gas, creation [OP-011 to OP-031, OP-080]. */
export function judgeOpcodes(
  steps: readonly Step[],
  circumstances: Circumstances,
): readonly Violation[] {
  // The first CREATE2 of a deployment is the account's own.
  const creation = steps.find(({ opcode }) => opcode === 'CREATE2')
  return steps.flatMap((step) => {
    const found = judge(step, { ...circumstances, creation })
    if (!found) return []
    const [rule, deed] = found
    const sentence = `${deed}: ${step.opcode} in the code of ${step.contract}.`
    return [violate(step, { rule, entity: circumstances.entity, sentence })]
  })
}

function judge(
  step: Step,
  circumstances: Circumstances & { creation: Step | undefined },
): readonly [Violation['rule'], string] | undefined {
  const { entity, staked } = circumstances
  const who = `The validation of the ${entity}`
  if (step.kind === 'unassigned')
    return ['OP-013', `${who} runs into an opcode that does not exist`]
  if (step.kind === 'outOfGas') return ['OP-020', `${who} lets a call run out of gas`]
  if (step.kind === 'create') return judgeCreation(step, circumstances)
  if (step.kind !== 'plain') return undefined

  if (step.opcode === 'GAS') {
    const passedOn = step.next !== undefined && callOpcodes.includes(step.next)
    return passedOn ? undefined : ['OP-012', `${who} looks at the gas that is left`]
  }
  const deed = environment[step.opcode]
  if (deed !== undefined) return ['OP-011', `${who} ${deed}`]
  const balance = step.opcode === 'SELFBALANCE' || step.opcode === 'BALANCE'
  if (balance && !staked) return ['OP-080', `${who} reads a balance of ether without a stake`]
  return undefined
}

function judgeCreation(
  step: Extract<Step, { kind: 'create' }>,
  { entity, sender, creation }: Circumstances & { creation: Step | undefined },
): readonly [Violation['rule'], string] | undefined {
  if (step.opcode === 'CREATE') {
    return ['OP-011', `The validation of the ${entity} creates a contract at an address by nonce`]
  }
  if (entity !== 'factory')
    return ['OP-031', `The validation of the ${entity} creates a contract outside deployment`]
  if (step !== creation) return ['OP-031', 'The factory creates more than the account']
  if (step.created && isAddressEqual(step.created, sender)) return undefined
  return ['OP-031', 'The factory creates another contract than the account']
}

const callOpcodes: readonly string[] = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL']

/** What each opcode that is refused outright would do. */
const environment: { readonly [opcode: string]: string } = {
  ORIGIN: 'asks who sends the transaction',
  GASPRICE: 'reads the gas price',
  BLOCKHASH: 'reads a block’s hash',
  COINBASE: 'asks who builds the block',
  TIMESTAMP: 'reads the clock',
  NUMBER: 'reads the block’s number',
  PREVRANDAO: 'reads the block’s randomness',
  GASLIMIT: 'reads the block’s gas limit',
  BASEFEE: 'reads the base fee',
  BLOBHASH: 'reads a blob’s hash',
  BLOBBASEFEE: 'reads the blob base fee',
  INVALID: 'ends in an invalid opcode',
  SELFDESTRUCT: 'destroys a contract',
}

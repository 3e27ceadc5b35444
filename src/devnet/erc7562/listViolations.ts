import { type Address, isAddressEqual } from 'viem'
import { judgeCalls } from './judgeCalls.ts'
import { judgeOpcodes } from './judgeOpcodes.ts'
import { judgeStorage } from './judgeStorage.ts'
import type { TracedOperation } from './tracedOperation.ts'
import type { Violation } from './violation.ts'

/**
 * Lists what the validation of one operation breaks of ERC-7562's rules. Empty: a bundler of the canonical mempool would take it.
 * What happens many times at one place is told once.
 */
export function listViolations(
  { sender, creating, phases }: TracedOperation,
  { entryPoint, staked }: { entryPoint: Address; staked: readonly Address[] },
): readonly Violation[] {
  const isStaked = (address: Address) => staked.some((other) => isAddressEqual(other, address))
  const others = phases.filter(({ entity }) => entity !== 'account')
  const shared = {
    ...{ entryPoint, sender, creating },
    entities: others.map(({ address }) => address),
    factoryStaked: others.some(({ entity, address }) => entity === 'factory' && isStaked(address)),
    preimages: phases.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.kind === 'hash' ? [step.preimage] : [])),
    ),
  }
  const violations = phases.flatMap(({ entity, address, steps }) => {
    const circumstances = { ...shared, entity, address, staked: isStaked(address) }
    return [
      ...judgeOpcodes(steps, circumstances),
      ...judgeCalls(steps, circumstances),
      ...judgeStorage(steps, circumstances),
    ]
  })
  const byText = new Map(violations.map((violation) => [JSON.stringify(violation), violation]))
  return [...byText.values()]
}

import type { Address } from 'viem'
import { isAddressEqual } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { AnySessionModule } from './defineModule.ts'
import { modules } from './generatedModules.ts'

export { modules }

/** Finds the module that stands at an address of a deployment. */
export function findModule(address: Address, deployment: Deployment): AnySessionModule | undefined {
  const found = Object.entries(deployment.modules).find(([, module]) =>
    isAddressEqual(module, address),
  )
  // The names are those of the type.
  return found && modules[found[0] as keyof typeof modules]
}

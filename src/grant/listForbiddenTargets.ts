import { type Address, getAddress, zeroAddress } from 'viem'
import {
  entryPoint06Address,
  entryPoint07Address,
  entryPoint08Address,
  entryPoint09Address,
} from 'viem/account-abstraction'
import type { Deployment } from '../deployment.ts'

/** Lists what every router refuses as a target, whatever a session says: zero is what some accounts read as themselves. */
export function listEntryTargets({ router, manager }: Deployment): readonly Address[] {
  return [
    zeroAddress,
    router,
    manager,
    entryPoint06Address,
    entryPoint07Address,
    entryPoint08Address,
    entryPoint09Address,
  ].map((target) => getAddress(target))
}

/** Lists what no permission should be for: what routers refuse, and the modules. */
export function listForbiddenTargets(deployment: Deployment): readonly Address[] {
  const moduleAddresses = Object.values(deployment.modules).map((module) => getAddress(module))
  return [...listEntryTargets(deployment), ...moduleAddresses]
}

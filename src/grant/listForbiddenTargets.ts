import { type Address, getAddress, zeroAddress } from 'viem'
import {
  entryPoint06Address,
  entryPoint07Address,
  entryPoint08Address,
  entryPoint09Address,
} from 'viem/account-abstraction'
import type { Deployment } from '../deployment.ts'
import { findLedger } from './findLedger.ts'

/** Lists what a router refuses as a target, whatever a session says: zero is what some accounts read as themselves. */
export function listEntryTargets(deployment: Deployment): readonly Address[] {
  const { router } = deployment
  return [
    zeroAddress,
    router,
    findLedger(router, deployment),
    entryPoint06Address,
    entryPoint07Address,
    entryPoint08Address,
    entryPoint09Address,
  ].map((target) => getAddress(target))
}

/** Lists what no permission should be for: what routers refuse, and every contract of this system. */
export function listForbiddenTargets(deployment: Deployment): readonly Address[] {
  const { manager, validator = manager, modules } = deployment
  const contracts = [manager, validator, ...Object.values(modules)]
  return [
    ...new Set([
      ...listEntryTargets(deployment),
      ...contracts.map((contract) => getAddress(contract)),
    ]),
  ]
}

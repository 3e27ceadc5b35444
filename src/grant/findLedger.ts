import { type Address, isAddressEqual } from 'viem'
import type { Deployment } from '../deployment.ts'

/** Finds the contract that remembers grants for a router: the validator does so itself, all others have the manager. */
export function findLedger(
  router: Address,
  { manager, validator }: Pick<Deployment, 'manager' | 'validator'>,
): Address {
  return validator !== undefined && isAddressEqual(router, validator) ? validator : manager
}

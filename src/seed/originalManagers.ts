import type { Address } from 'viem'

/**
 * The original framework's session key managers, versions 1.0.1 and 1.0.0: the ones that the deployed router takes in the seed
 * format besides its own. Fixed when the router is deployed.
 *
 * @example
 * ```ts
 * const isOriginal = originalManagers.includes(manager)
 * ```
 */
export const originalManagers: readonly Address[] = [
  '0x000002FbFfedd9B33F4E7156F2DE8D48945E7489',
  '0x000000456b395c4e107e0302553B90D1eF4a32e9',
]

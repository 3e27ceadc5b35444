import type { Address } from 'viem'

/** Where modules of the original framework stand. */
export type OriginalModules = {
  /** ERC20SessionValidationModule */
  readonly erc20: Address
  /** ABISessionValidationModule: rules on words of calldata */
  readonly rules: Address
}

/**
 * The original framework's modules, as its SDK names them.
 *
 * @example
 * ```ts
 * const isOriginal = Object.values(originalModules).includes(address)
 * ```
 */
export const originalModules: OriginalModules = {
  erc20: '0x000000D50C68705bd6897B2d17c7de32FB519fDA',
  rules: '0x000006bC2eCdAe38113929293d241Cf252D91861',
}

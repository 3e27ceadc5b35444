import { type Address, concatHex, type Hex, keccak256, numberToHex, size } from 'viem'
import { SeedFormatError } from './SeedFormatError.ts'

/** A session of the original framework: a leaf of the tree whose root the account has set. */
export type SeedSession = {
  /** Seconds since 1970; first moment at which it may be used. */
  readonly validAfter: number
  /** Seconds since 1970; last moment. 0: no end. */
  readonly validUntil: number
  /** The original kind of Session Validation Module, which answers `validateSessionParams`. */
  readonly module: Address
  /** What the module reads; it names the session key. */
  readonly data: Hex
}

/** A session with the proof that the account's root holds it. */
export type ProvenSeedSession = SeedSession & { readonly proof: readonly Hex[] }

/** Bounds from here on are refused: the newest EntryPoint reads them as block numbers. */
const windowBound = 2 ** 47

/**
 * Hashes a session of the original framework to its leaf: `keccak256(validUntil ‖ validAfter ‖ module ‖ data)`.
 *
 * @throws SeedFormatError for what our contracts refuse: 32 bytes of data, because such a leaf could be a node of the tree, and bounds
 * from 2^47 seconds on.
 *
 * @example
 * ```ts
 * const leaves = seedSessions.map(hashSeedSession)
 * ```
 */
export function hashSeedSession({ validAfter, validUntil, module, data }: SeedSession): Hex {
  if (size(data) === 32) {
    throw new SeedFormatError('a session has 32 bytes of data, so its leaf could be a node', {
      fix: 'Use a module whose session data are longer or shorter.',
    })
  }
  for (const bound of [validAfter, validUntil]) {
    if (Number.isSafeInteger(bound) && bound >= 0 && bound < windowBound) continue
    throw new SeedFormatError(`a session’s window has the bound ${bound}`, {
      fix: 'Pass whole seconds below 2^47; 0 for no end.',
    })
  }
  const hex = (value: number) => numberToHex(value, { size: 6 })
  return keccak256(concatHex([hex(validUntil), hex(validAfter), module, data]))
}

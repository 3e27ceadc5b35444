import type { Abi, Address, Hex } from 'viem'
import type { Call } from '../types.ts'

/** What differs between kinds of account, as far as a session operation is concerned. */
export type AccountKind<version extends '0.6' | '0.7' = '0.6' | '0.7', abi extends Abi = Abi> = {
  readonly entryPoint: {
    readonly abi: abi
    readonly address: Address
    readonly version: version
  }
  /** Encodes calls as the account's batch, in its one canonical encoding. */
  encodeBatch(calls: readonly Call[]): Hex
  /** Decodes an account's batch. @throws BatchFormatError if it is anything else: the router would refuse it. */
  decodeBatch(callData: Hex): readonly Required<Call>[]
  /** Encodes the operation's signature field, by which the account finds the router. */
  encodeSignature(parameters: { batchSignature: Hex; router: Address }): Hex
  /**
   * Computes the key under which nonces of a session key's operations are counted. `lane` tells apart independent sequences; as much
   * of it counts as fits.
   */
  toNonceKey(parameters: {
    router: Address
    sessionKey: Address
    lane?: bigint | undefined
  }): bigint
}

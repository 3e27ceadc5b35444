import type { Abi, Address, Client, Hex } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import type { Deployment } from '../deployment.ts'
import type { OwnerCall } from '../grant/ownerCalls.ts'
import type { Call } from '../types.ts'

/** Versions of the EntryPoint for which there is a kind of account. */
export type KindVersion = '0.6' | '0.7'

/** What differs between kinds of account, as far as a session operation is concerned. */
export type AccountKind<version extends KindVersion = KindVersion, abi extends Abi = Abi> = {
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
  encodeSignature(parameters: RoutedSignature): Hex
  /** Takes an operation's signature field apart; `undefined` if it is not one for a session router. */
  decodeSignature(parameters: {
    readonly signature: Hex
    readonly deployment: Deployment
  }): RoutedSignature | undefined
  /**
   * Computes the key under which nonces of a session key's operations are counted. `lane` tells apart independent sequences; as much
   * of it counts as fits.
   */
  toNonceKey(parameters: {
    router: Address
    sessionKey: Address
    lane?: bigint | undefined
  }): bigint
  /** What deploys the account; `0x` if nothing does. */
  toInitCode(fields: DeployingFields): Hex
  /** Says who pays for an operation, as the router reads it. */
  toPayment(userOperation: UserOperation<version>): Payment
  /** Encodes the question that the EntryPoint asks the account about an operation. */
  encodeValidation(parameters: {
    readonly userOperation: UserOperation<version>
    readonly userOpHash: Hex
  }): Hex
  /** Encodes the calls by which an account installs its router. */
  install(parameters: InstalledRouter): readonly OwnerCall[]
  /** Encodes the calls by which an account ends all its grants and uninstalls its router. @throws ModuleNotInstalledError */
  uninstall(client: Client, parameters: InstalledRouter): Promise<readonly OwnerCall[]>
  /** Reads whether an account, which must be deployed, has installed its router. */
  isInstalled(client: Client, parameters: InstalledRouter): Promise<boolean>
}

/** A router, and the account that has it, or is to have it, as a module. */
export type InstalledRouter = { readonly account: Address; readonly deployment: Deployment }

/** A batch signature, and who is to judge it. */
export type RoutedSignature = { readonly batchSignature: Hex; readonly router: Address }

/** The fields by which an operation deploys its sender, of every version. */
export type DeployingFields = {
  readonly initCode?: Hex | undefined
  readonly factory?: Address | undefined
  readonly factoryData?: Hex | undefined
}

/** Who pays for an operation. */
export type Payment = {
  /** Zero: the account itself. */
  readonly paymaster: Address
  /** Wei: the most that the EntryPoint can take from the account for this operation. */
  readonly maxCost: bigint
}

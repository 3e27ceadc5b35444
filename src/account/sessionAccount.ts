import type { Address, Hex } from 'viem'
import type {
  entryPoint06Abi,
  entryPoint07Abi,
  SmartAccount,
  SmartAccountImplementation,
} from 'viem/account-abstraction'
import type { Deployment } from '../deployment.ts'
import type { OwnerApproval } from '../grant/approval.ts'
import type { Grant } from '../grant/toGrant.ts'
import type { SessionKey } from '../keys/sessionKey.ts'
import type { ChooseSessions } from '../routing/createSessionIndex.ts'
import type { ProvenSet } from '../svm/defineModule.ts'
import type { Usage } from '../types.ts'
import type { AccountKind, KindVersion } from './accountKind.ts'

/** What the owner has granted: one grant, or several of one session key. */
export type SessionGrants =
  | { readonly grant: Grant; readonly grants?: undefined }
  | {
      /** The ones to use first go first; an operation uses as few as it can. At most 8. */
      readonly grants: readonly Grant[]
      readonly grant?: undefined
    }

export type ToSessionAccountParameters<version extends KindVersion = KindVersion> =
  SessionGrants & {
    /** What kind of account it is; a modular Smart Account v2 by default. */
    readonly kind?: AccountKind<version, AbiOf[version]> | undefined
    /** The owner's account, by its address and a client that reads its chain. No owner key is needed. */
    readonly account: {
      readonly client: SmartAccountImplementation['client']
      readonly address: Address
      /** Deploys the account, if it is not there yet: only an operation that enables a grant does so. */
      readonly factory?: Address | undefined
      readonly factoryData?: Hex | undefined
    }
    /** The session key that the grants name. */
    readonly key: SessionKey
    /**
     * The owner's signature that enables the grant, or the first of several, on its first use. Goes along with every operation
     * that uses the grant until the ledger knows it.
     */
    readonly approval?: OwnerApproval | undefined
    readonly deployment?: Deployment | undefined
    /**
     * Seconds since 1970, to prefer sessions that are valid now, and to name the period of limits per period; the clock of this machine by
     * default.
     */
    readonly now?: (() => number) | undefined
    /** The sets whose members rules with `memberOf` allow, as `toMemberSet` makes them. */
    readonly sets?: readonly ProvenSet[] | undefined
    /** Which sessions to try for a call, and in which order; by default those of a grant with the fewest rights left go first. */
    readonly chooseSessions?: ChooseSessions | undefined
    /**
     * Seconds. Bundlers refuse an operation that is about to expire, as one does at the end of a period: with less than this left of it,
     * sending waits for the next period. 30 by default.
     */
    readonly periodMargin?: number | undefined
    /** Reads what each session of a grant has used, as `getUsages` does. Without it, used-up limits show on the chain only. */
    readonly readUsages?: ((grant: Grant) => Promise<readonly Usage[]>) | undefined
  }

/** The EntryPoint's ABI, by version. */
export type AbiOf = { '0.6': typeof entryPoint06Abi; '0.7': typeof entryPoint07Abi }

export type SessionAccountImplementation<version extends KindVersion = '0.6'> =
  SmartAccountImplementation<
    AbiOf[version],
    version,
    {
      readonly grants: readonly Grant[]
      /** For `explainValidation`. */
      readonly kind: AccountKind<version, AbiOf[version]>
    },
    false
  >

/** A smart account as a session key may use it. */
export type SessionAccount<version extends KindVersion = '0.6'> = SmartAccount<
  SessionAccountImplementation<version>
>

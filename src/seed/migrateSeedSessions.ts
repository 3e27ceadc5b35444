import { type Abi, type Address, BaseError, isAddressEqual, maxUint256 } from 'viem'
import { erc20 } from '../permissions/erc20.ts'
import type { Permission, PermissionWindow } from '../permissions/permission.ts'
import { migrateRules } from './migrateRules.ts'
import { type OriginalModules, originalModules } from './originalModules.ts'
import { type OriginalErc20Data, readErc20Data, readRulesData } from './readOriginalData.ts'
import type { SeedSession } from './seedSession.ts'

export type MigrateSeedSessionsParameters = {
  readonly sessions: readonly SeedSession[]
  /** The session key: a grant has one. */
  readonly key: Address
  /** Which functions of tokens to allow. The original's ERC-20 module allows every one of (address, uint256); ours name theirs. */
  readonly erc20Functions: readonly ('approve' | 'transfer')[]
  /** The functions that sessions of the original's rules module name. */
  readonly abi?: Abi | undefined
  readonly modules?: OriginalModules | undefined
}

export type SeedMigration = {
  /** For `createGrant`, in the order of the sessions. */
  readonly permissions: readonly Permission[]
  /** What stays as it is, in the seed format. */
  readonly kept: readonly { readonly session: SeedSession; readonly reason: string }[]
}

/**
 * Says with our modules what sessions of the original framework say, as permissions for one grant. Nothing becomes wider; what our modules
 * cannot say stays as it is, with the reason.
 *
 * Pure. Original sessions have no totals: consider `limits` of your own.
 *
 * @example
 * ```ts
 * const { sessions } = parseSeedStorage(text)
 * const { permissions, kept } = migrateSeedSessions({
 *   ...{ sessions, key: key.address, abi },
 *   erc20Functions: ['approve'],
 * })
 * const fresh = createGrant({ ...terms, key: key.address, permissions })
 * for (const { reason } of kept) console.log(reason)
 * ```
 */
export function migrateSeedSessions(parameters: MigrateSeedSessionsParameters): SeedMigration {
  const permissions: Permission[] = []
  const kept: { session: SeedSession; reason: string }[] = []
  for (const session of parameters.sessions) {
    const moved = migrate(session, parameters)
    if (typeof moved === 'string') kept.push({ session, reason: moved })
    else permissions.push(...moved)
  }
  return { permissions, kept }
}

function migrate(
  session: SeedSession,
  parameters: MigrateSeedSessionsParameters,
): readonly Permission[] | string {
  const { key, modules = originalModules, abi = [] } = parameters
  const window = toWindow(session)
  try {
    if (isAddressEqual(session.module, modules.erc20)) {
      const terms = readErc20Data(session.data)
      if (terms === undefined) return 'its data are not those of the original’s ERC-20 module'
      if (!isAddressEqual(terms.key, key)) return `it is of another key, ${terms.key}`
      return parameters.erc20Functions.map((name) => toErc20[name](terms, window))
    }
    if (isAddressEqual(session.module, modules.rules)) {
      const terms = readRulesData(session.data)
      if (terms === undefined) return 'its data are not those of the original’s rules module'
      if (!isAddressEqual(terms.key, key)) return `it is of another key, ${terms.key}`
      const moved = migrateRules(terms, { abi, ...window })
      return typeof moved === 'string' ? moved : [moved]
    }
    return `its module, ${session.module}, is none that is known here`
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    return error.shortMessage
  }
}

/** A session without a window has its grant's. */
function toWindow({ validAfter, validUntil }: SeedSession): PermissionWindow {
  return {
    ...(validAfter === 0 ? {} : { validAfter }),
    ...(validUntil === 0 ? {} : { validUntil }),
  }
}

const toErc20 = {
  approve: ({ token, recipient, maxAmount }: OriginalErc20Data, window: PermissionWindow) =>
    erc20.approve({ token, spender: recipient, ...toLimits(maxAmount), ...window }),
  transfer: ({ token, recipient, maxAmount }: OriginalErc20Data, window: PermissionWindow) =>
    erc20.transfer({ token, recipients: [recipient], ...toLimits(maxAmount), ...window }),
} as const

/** The largest number is how the original says "no limit". */
function toLimits(maxAmount: bigint) {
  return maxAmount === maxUint256 ? {} : { limits: { perUse: maxAmount } }
}

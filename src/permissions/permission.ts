import type { Hex } from 'viem'
import type { ModuleName } from '../svm/moduleContracts.ts'

/** What one kind of call may do, before it is bound to a key and a time. It names no address of this system. */
export type Permission = {
  /** The module that checks such calls. */
  readonly module: ModuleName
  /** The module's session data. */
  readonly data: Hex
  /** Seconds; as the grant by default. */
  readonly validAfter?: number | undefined
  /** Seconds; as the grant by default. */
  readonly validUntil?: number | undefined
}

/** The time in which a permission holds, if that is less than its grant's. */
export type PermissionWindow = Pick<Permission, 'validAfter' | 'validUntil'>

/** Makes a permission. The grant that takes it up checks the window. */
export function toPermission(
  session: Pick<Permission, 'module' | 'data'>,
  { validAfter, validUntil }: PermissionWindow,
): Permission {
  return Object.freeze({
    ...session,
    ...(validAfter === undefined ? {} : { validAfter }),
    ...(validUntil === undefined ? {} : { validUntil }),
  })
}

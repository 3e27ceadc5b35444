import { type Address, zeroAddress } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { keyTypes } from '../keys/keyTypes.ts'
import type { KeyIdentity } from '../keys/sessionKey.ts'
import type { Permission } from '../permissions/permission.ts'
import { modules } from '../svm/modules.ts'
import { GrantTermsError } from './GrantTermsError.ts'
import { listForbiddenTargets } from './listForbiddenTargets.ts'
import { type Grant, toGrant } from './toGrant.ts'

/** When a grant ends. A grant without an end must say so. */
export type Expiry =
  | {
      /** Seconds since 1970; last moment at which the grant may be used. */
      readonly validUntil: number
      readonly expiresIn?: undefined
      readonly noExpiry?: undefined
    }
  | {
      /** Seconds from `now`. */
      readonly expiresIn: number
      readonly validUntil?: undefined
      readonly noExpiry?: undefined
    }
  | {
      readonly noExpiry: true
      readonly validUntil?: undefined
      readonly expiresIn?: undefined
    }

export type CreateGrantParameters = Expiry & {
  /** The session key, of which address and type are read, or its address, if it is secp256k1. Its private key has no place in a grant. */
  readonly key: Address | KeyIdentity
  /** Those of one flow side by side: neighbours share most of their proof. */
  readonly permissions: readonly Permission[]
  /** Who pays for operations. At least one of the two. */
  readonly fees: {
    /** Wei: the sum of the maximum cost of every operation that the account pays itself. */
    readonly budget?: bigint | undefined
    /** Who may sponsor operations. It may bill the account. */
    readonly paymaster?: Address | undefined
  }
  /** Seconds since 1970; first moment at which the grant may be used. At once by default. */
  readonly validAfter?: number | undefined
  /** Seconds since 1970, for `expiresIn`; the clock of this machine by default. */
  readonly now?: number | undefined
  /** Tells apart two grants of the same terms; random by default. */
  readonly salt?: bigint | undefined
  readonly deployment?: Deployment | undefined
  /** The router that may use the grant; the deployment's by default. */
  readonly router?: Address | undefined
}

/**
 * Creates a grant: what one session key may do, until when, and who pays. It binds nobody until the owner enables it.
 *
 * Pure but for the salt and the clock, where they are not passed.
 *
 * @throws GrantTermsError if the grant could never be used, or has no expiry without saying so.
 *
 * @example
 * ```ts
 * const grant = createGrant({
 *   key: sessionKey.address,
 *   permissions: [erc20.approve({ token, spender, limits: { total: amount('1000', 6) } })],
 *   expiresIn: 7 * 24 * 60 * 60,
 *   fees: { budget: parseEther('0.01') },
 * })
 * ```
 */
export function createGrant(parameters: CreateGrantParameters): Grant {
  const { permissions, fees, deployment = defaultDeployment } = parameters
  const { router = deployment.router, validAfter = 0, salt = createSalt() } = parameters
  refuseForbiddenTargets(permissions, { ...deployment, router })
  return toGrant({
    terms: {
      router,
      ...toKeyTerms(parameters.key),
      validAfter,
      validUntil: toValidUntil(parameters),
      paymaster: fees.paymaster ?? zeroAddress,
      feeBudget: fees.budget ?? 0n,
      salt,
    },
    sessions: permissions.map(({ module, data, validAfter = 0, validUntil = 0 }) => ({
      validAfter,
      validUntil,
      module: deployment.modules[module],
      data,
    })),
  })
}

function toKeyTerms(key: Address | KeyIdentity) {
  if (typeof key === 'string') return { key, keyType: keyTypes.secp256k1 }
  return { key: key.address, keyType: key.keyType ?? keyTypes.secp256k1 }
}

function toValidUntil({ validUntil, expiresIn, noExpiry, now }: CreateGrantParameters): number {
  const given = [validUntil, expiresIn, noExpiry].filter((end) => end !== undefined)
  if (given.length !== 1) {
    throw new GrantTermsError(`A grant needs exactly one end; this one has ${given.length}.`, {
      fix: 'Pass one of `validUntil`, `expiresIn` or `noExpiry: true`.',
    })
  }
  if (noExpiry !== undefined) {
    if (noExpiry === true) return 0
    throw new GrantTermsError('`noExpiry` is only ever `true`.', {
      fix: 'Leave it out, and pass `validUntil` or `expiresIn`.',
    })
  }
  if (expiresIn !== undefined) {
    if (Number.isSafeInteger(expiresIn) && expiresIn > 0) {
      return (now ?? Math.floor(Date.now() / 1000)) + expiresIn
    }
    throw new GrantTermsError(`A grant cannot expire in ${expiresIn} seconds.`, {
      fix: 'Pass `expiresIn` as whole seconds above zero.',
    })
  }
  // A year beyond 5138 in seconds is a date of today in milliseconds.
  if (validUntil === undefined || validUntil <= 0 || validUntil >= 100_000_000_000) {
    throw new GrantTermsError(`A grant cannot end at second ${validUntil}.`, {
      fix: 'Pass seconds since 1970, not milliseconds. A grant without an end says `noExpiry: true`.',
    })
  }
  return validUntil
}

function createSalt(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n
}

function refuseForbiddenTargets(permissions: readonly Permission[], deployment: Deployment) {
  const forbidden = listForbiddenTargets(deployment)
  permissions.forEach(({ module, data }, i) => {
    const targets = modules[module].entriesOf(data).map((entry) => entry.target)
    const target = targets.find((one) => forbidden.includes(one))
    if (target === undefined) return
    throw new GrantTermsError(
      `Permission ${i} is for ${target}, which no session key may ever call.`,
      {
        fix: 'Check the address: it is zero, an EntryPoint, or a contract of this system.',
      },
    )
  })
}

import type { Deployment } from '../deployment.ts'
import { describeGrant } from '../grant/describeGrant.ts'
import type { Tokens } from '../types.ts'
import type { GrantRequest } from './grantRequest.ts'

export type DescribeGrantRequestParameters = {
  readonly request: GrantRequest
  readonly deployment?: Deployment | undefined
  /** Shown beside addresses; addresses are shown in any case. */
  readonly tokens?: Tokens | undefined
  /** Seconds since 1970, for what all of it comes to; the clock of this machine by default. */
  readonly now?: number | undefined
}

/**
 * Says in plain English what a dApp asks for: what it says of itself, marked as that, then the grant.
 *
 * @example
 * ```ts
 * console.log(describeGrantRequest({ request }).join('\n'))
 * ```
 */
export function describeGrantRequest({
  request: { chainId, account, grant, app, purpose, replaces },
  ...how
}: DescribeGrantRequestParameters): readonly string[] {
  return [
    `"${app.name}" at ${app.url} asks for a grant. It says so itself: check the address.`,
    `It says what for: "${purpose}"`,
    `For your account ${account} on the chain ${chainId}:`,
    ...describeGrant({ grant, ...how }).map((line) => `  ${line}`),
    ...replaces.map((id) => `The grant ${id} ends when this one begins.`),
  ]
}

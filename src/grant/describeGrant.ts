import { formatEther, isAddressEqual, zeroAddress } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { keyTypes, nameKeyType } from '../keys/keyTypes.ts'
import type { Tokens } from '../types.ts'
import { describeSession, describeWindow } from './describeSession.ts'
import { describeWorstCase } from './describeWorstCase.ts'
import type { Grant } from './toGrant.ts'

export type DescribeGrantParameters = {
  readonly grant: Grant
  readonly deployment?: Deployment | undefined
  /** Shown beside addresses; addresses are shown in any case. */
  readonly tokens?: Tokens | undefined
  /** Seconds since 1970, for what all of it comes to; the clock of this machine by default. */
  readonly now?: number | undefined
}

/**
 * Says in plain English what a grant allows: one line for each thing that the owner should read before enabling it, and what all of it
 * together comes to at most.
 *
 * @example
 * ```ts
 * console.log(describeGrant({ grant }).join('\n'))
 * ```
 */
export function describeGrant({
  grant,
  deployment = defaultDeployment,
  tokens,
  now,
}: DescribeGrantParameters): readonly string[] {
  const { terms, sessions, id } = grant
  return [
    `Grant ${id}`,
    `The ${describeKey(terms)} may act for your account through the router ${terms.router}.`,
    `${describeWindow(terms)}${terms.validUntil === 0 ? ' It never expires: it ends only when you revoke it.' : ''}`,
    ...describeFees(grant),
    'It may do this and nothing else:',
    ...sessions.map(
      (session, i) => `  ${i + 1}. ${describeSession({ session, deployment, tokens })}`,
    ),
    'In total, at the very most:',
    ...describeWorstCase({ grants: [grant], deployment, tokens, now }).map((line) => `  – ${line}`),
    'Limits count attempts: a failed execution still counts.',
  ]
}

/** Only what is out of the usual is named: secp256k1 is. */
function describeKey({ key, keyType }: Grant['terms']): string {
  const type = keyType === keyTypes.secp256k1 ? '' : ` (${nameKeyType(keyType)})`
  return `session key ${key}${type}`
}

function describeFees({ terms: { feeBudget, paymaster } }: Grant): readonly string[] {
  const own =
    feeBudget === 0n
      ? 'Your account pays no fees: operations of this grant must be sponsored.'
      : `Your account pays at most ${formatEther(feeBudget)} of the native currency in fees, all operations together (each counted at its maximum).`
  if (isAddressEqual(paymaster, zeroAddress)) return [own, 'No paymaster may be used.']
  return [own, `The paymaster ${paymaster} may sponsor operations, and may bill you for them.`]
}

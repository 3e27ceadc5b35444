import { formatEther, isAddressEqual, zeroAddress } from 'viem'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { findModule } from '../svm/modules.ts'
import { SessionDataError } from '../svm/SessionDataError.ts'
import type { Session, Tokens } from '../types.ts'
import { toDate } from './toDate.ts'
import type { Grant } from './toGrant.ts'
import type { Window } from './window.ts'

export type DescribeGrantParameters = {
  readonly grant: Grant
  readonly deployment?: Deployment | undefined
  /** Shown beside addresses; addresses are shown in any case. */
  readonly tokens?: Tokens | undefined
}

/** Says in plain English what a grant allows: one line for each thing that the owner should read before enabling it. */
export function describeGrant({
  grant,
  deployment = defaultDeployment,
  tokens,
}: DescribeGrantParameters): readonly string[] {
  const { terms, sessions, id } = grant
  return [
    `Grant ${id}`,
    `The session key ${terms.key} may act for your account through the router ${terms.router}.`,
    `${describeWindow(terms)}${terms.validUntil === 0 ? ' It never expires: it ends only when you revoke it.' : ''}`,
    ...describeFees(grant),
    'It may do this and nothing else:',
    ...sessions.map(
      (session, i) => `  ${i + 1}. ${describeSession({ session, deployment, tokens })}`,
    ),
    'Limits count attempts: a failed execution still counts.',
  ]
}

function describeSession({
  session,
  deployment,
  tokens,
}: {
  session: Session
  deployment: Deployment
  tokens: Tokens | undefined
}): string {
  const { validAfter, validUntil, data } = session
  const window =
    validAfter === 0 && validUntil === 0 ? '' : ` Within this grant: ${describeWindow(session)}`
  const module = findModule(session.module, deployment)
  if (!module) {
    return `WARNING: whatever the unknown module ${session.module} allows; nobody here can say what that is.${window}`
  }
  try {
    return module.describe({ data, tokens }) + window
  } catch (error) {
    if (!(error instanceof SessionDataError)) throw error
    return `Nothing: ${error.shortMessage}`
  }
}

function describeWindow({ validAfter, validUntil }: Window): string {
  const from = validAfter === 0 ? 'from the moment it is enabled' : `from ${toDate(validAfter)}`
  const to = validUntil === 0 ? 'without an end' : `until ${toDate(validUntil)}`
  return `Valid ${from}, ${to}.`
}

function describeFees({ terms: { feeBudget, paymaster } }: Grant): readonly string[] {
  const own =
    feeBudget === 0n
      ? 'Your account pays no fees: operations of this grant must be sponsored.'
      : `Your account pays at most ${formatEther(feeBudget)} of the native currency in fees, all operations together (each counted at its maximum).`
  if (isAddressEqual(paymaster, zeroAddress)) return [own, 'No paymaster may be used.']
  return [own, `The paymaster ${paymaster} may sponsor operations, and may bill you for them.`]
}

import type { Deployment } from '../deployment.ts'
import { findModule } from '../svm/modules.ts'
import { SessionDataError } from '../svm/SessionDataError.ts'
import type { Session, Tokens } from '../types.ts'
import { toDate } from './toDate.ts'
import type { Window } from './window.ts'

/** Says in one sentence what a session allows, and when, where that is not as long as its grant. */
export function describeSession({
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

/** Says in one sentence when something is valid. */
export function describeWindow({ validAfter, validUntil }: Window): string {
  const from = validAfter === 0 ? 'from the moment it is enabled' : `from ${toDate(validAfter)}`
  const to = validUntil === 0 ? 'without an end' : `until ${toDate(validUntil)}`
  return `Valid ${from}, ${to}.`
}

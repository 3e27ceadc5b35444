import { RpcDisagreementError } from './RpcDisagreementError.ts'

/** Demands that two nodes say the same. @throws RpcDisagreementError */
export function requireSame(what: string, found: unknown, verified: unknown) {
  if (found !== verified) throw new RpcDisagreementError({ what, found, verified })
}

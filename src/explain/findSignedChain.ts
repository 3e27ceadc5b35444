import type { UserOperation } from 'viem/account-abstraction'
import type { AccountKind, KindVersion } from '../account/accountKind.ts'
import { hashOperation } from '../account/hashOperation.ts'
import { hashSessionOperation } from '../routing/sessionOperation.ts'
import { judgeSignature } from './explainFailure.ts'
import type { TakenApart } from './takeApart.ts'

/** Where a wallet may have been by mistake. */
const chains = [
  ...[1, 10, 56, 100, 137, 324, 8453, 42161, 42220, 43114, 59144, 534352],
  ...[1337, 31337, 80002, 84532, 421614, 11155111, 11155420],
]

/** Finds the chain for which an operation's key has signed it, among the well-known ones. */
export async function findSignedChain({
  userOperation,
  kind,
  operation: { key, keyType, routing, router, signature },
}: {
  userOperation: UserOperation<KindVersion>
  kind: AccountKind
  operation: TakenApart
}): Promise<number | undefined> {
  for (const chainId of chains) {
    const userOpHash = hashOperation({ kind, userOperation, chainId })
    const digest = hashSessionOperation({ userOpHash, routing, chainId, router })
    const { signed } = await judgeSignature({ key, keyType, digest, signature })
    if (signed) return chainId
  }
  return undefined
}

import type { Address, Client } from 'viem'
import type { Deployment } from '../deployment.ts'
import type { OwnerApproval } from '../grant/approval.ts'
import { getGrantState } from '../grant/getGrantState.ts'
import type { Grant } from '../grant/toGrant.ts'
import { SessionAccountError } from './SessionAccountError.ts'

export type CreateApprovalFinderParameters = {
  readonly client: Client
  /** The account's. */
  readonly address: Address
  /** The approval is for the first. */
  readonly grants: readonly Grant[]
  readonly approval?: OwnerApproval | undefined
  readonly deployment: Deployment
}

/**
 * Makes a function that returns the owner's approval as long as it is needed: it asks the ledger, until that has once said that
 * the grant is active. The function throws SessionAccountError if the grant is revoked.
 */
export function createApprovalFinder({
  client,
  address,
  grants,
  approval,
  deployment,
}: CreateApprovalFinderParameters): () => Promise<OwnerApproval | undefined> {
  let needed = approval
  return async () => {
    const [grant] = grants
    if (!grant || !needed) return undefined
    const { status } = await getGrantState(client, { account: address, grant, deployment })
    if (status === 'revoked') {
      throw new SessionAccountError(
        `The grant ${grant.id} is revoked; no approval enables it again.`,
        {
          fix: 'Ask the owner for a new grant, and leave this one out.',
        },
      )
    }
    // Enabled once, a grant is never "never seen" again.
    if (status === 'active') needed = undefined
    return needed
  }
}

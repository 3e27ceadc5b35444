import type { Client } from 'viem'
import { readContract } from 'viem/actions'
import { erc20ApprovalSvmAbi as abi } from '../abis/generated/index.ts'
import type { Usage } from '../types.ts'
import type { GetGrantStateParameters } from './getGrantState.ts'
import { computeSessionId, hashSession } from './hash.ts'

/**
 * Reads what an account has used of each session of a grant, in the order of the sessions. Every module answers alike.
 *
 * @throws viem's contract errors, if a module cannot be read.
 *
 * @example
 * ```ts
 * const readUsages = (one: Grant) => getUsages(client, { account: account.address, grant: one })
 * const session = await toSessionAccount({ account, grant, key, readUsages })
 * ```
 */
export async function getUsages(
  client: Client,
  { account, grant, blockNumber }: Omit<GetGrantStateParameters, 'deployment'>,
): Promise<readonly Usage[]> {
  return Promise.all(
    grant.sessions.map(async (session) => {
      const id = computeSessionId({ grantId: grant.id, leaf: hashSession(session) })
      const [total, uses, index, used] = await readContract(client, {
        address: session.module,
        abi,
        functionName: 'getUsage',
        args: [grant.terms.router, id, account],
        ...(blockNumber === undefined ? {} : { blockNumber }),
      })
      const period = index === 0n && used === 0n ? undefined : { index: Number(index), used }
      return { total, uses: Number(uses), ...(period ? { period } : {}) }
    }),
  )
}

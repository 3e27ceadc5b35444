import { hashStruct } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  type ChainGrant,
  hashEnabling,
  toEnableGrantsTypedData,
} from '../../src/grant/enablingTypedData.ts'
import { hashRenouncing } from '../../src/grant/renouncingTypedData.ts'
import { signGrants } from '../../src/grant/signGrants.ts'
import { signRenounceGrant } from '../../src/grant/signRenounceGrant.ts'
import type { Grant } from '../../src/grant/toGrant.ts'
import { account, deployment, sessionKey, start } from './fixtures.ts'

const owner = privateKeyToAccount(`0x${'0a'.repeat(32)}`)

/**
 * approvals.json, one object for each entry of each list. `chainId`, `ledger`, `epoch` and `grantId` are the entry's own; `position` is its place
 * in the list. The others, in the order of the list: `otherChainIds`, `otherLedgers`, `otherEpochs`, `otherIds`. `entryHashes`: the struct hashes
 * of all entries, in the order of the list. `digest`: what `owner` signed as `signature` (r, s, v; an account's own wrapper is not around it).
 */
export async function renderApprovals(grants: readonly Grant[]) {
  const approvals = await Promise.all(
    listEntries(grants).map(async (entries, i) => {
      const deadline = start + 3600 * (i + 1)
      const signer = { address: account, signTypedData: owner.signTypedData }
      const list = await signGrants({ account: signer, entries, deadline })
      const enabling = { account, deadline, entries }
      const typedData = toEnableGrantsTypedData(enabling)
      const entryHashes = typedData.message.grants.map((data) =>
        hashStruct({ types: typedData.types, primaryType: 'ChainGrant', data }),
      )
      return list.map(({ position, others, signature }) => {
        const own = entries[position]
        if (!own) throw new Error('There is an approval for each entry.')
        return {
          ...{ account, entryHashes, owner: owner.address, signature },
          ...{ deadline: `${deadline}`, digest: hashEnabling(enabling), position: `${position}` },
          ...{ chainId: `${own.chainId}`, ledger: own.ledger, epoch: `${own.epoch}` },
          grantId: own.grant.id,
          otherChainIds: others.map(({ chainId }) => `${chainId}`),
          otherEpochs: others.map(({ epoch }) => `${epoch}`),
          otherIds: others.map(({ id }) => id),
          otherLedgers: others.map(({ ledger }) => ledger),
        }
      })
    }),
  )
  return approvals.flat()
}

/**
 * renouncing.json: `digest` is what the session key `key` signed as `signature` (r, s, v) to give up the grant `grantId` of `account`, on the chain
 * `chainId`, in the ledger `ledger`.
 */
export function renderRenouncings(grants: readonly Grant[]) {
  return Promise.all(
    grants.map(async (grant, i) => {
      const chainId = [31337, 1, 2 ** 53 - 1][i] ?? 10
      const parameters = { account, grant, chainId, deployment }
      return {
        ...{ account, chainId: `${chainId}`, grantId: grant.id, key: sessionKey.address },
        digest: hashRenouncing(parameters),
        ledger: deployment.manager,
        signature: await signRenounceGrant({ ...parameters, key: sessionKey }),
      }
    }),
  )
}

/** A list of one, one of several chains, and one with the largest values that there are. */
function listEntries([first, second, third]: readonly Grant[]): readonly (readonly ChainGrant[])[] {
  if (!first || !second || !third) throw new Error('Three grants are needed.')
  const { manager: ledger } = deployment
  return [
    [{ chainId: 31337, ledger, epoch: 0n, grant: first }],
    [
      { chainId: 1, ledger, epoch: 7n, grant: second },
      { chainId: 31337, ledger: deployment.router, epoch: 1n, grant: first },
      { chainId: 8453, ledger, epoch: 0n, grant: third },
    ],
    [
      { chainId: 2 ** 53 - 1, ledger, epoch: 2n ** 64n - 1n, grant: third },
      { chainId: 31337, ledger, epoch: 2n ** 32n, grant: second },
    ],
  ]
}

import { type Address, type Hex, parseErc6492Signature } from 'viem'
import { ApprovalError } from './ApprovalError.ts'
import type { OwnerApproval } from './approval.ts'
import { type ChainGrant, toEnableGrantsTypedData } from './enablingTypedData.ts'

/**
 * Signs for an account what the account's own ERC-1271 takes: an account of `toModularAccount`, of `toNexusAccount`, or any other viem
 * smart account that signs typed data as it stands.
 */
export type OwnerSigner = {
  /** The account's. */
  readonly address: Address
  signTypedData(typedData: ReturnType<typeof toEnableGrantsTypedData>): Promise<Hex>
}

export type SignGrantsParameters<entries extends readonly ChainGrant[] = readonly ChainGrant[]> = {
  /** The account that the grants bind, signed for by its owner. It has the same address on every chain of the list. */
  readonly account: OwnerSigner
  /** What to enable where; at most one for each chain. `readChainGrant` makes them. */
  readonly entries: entries
  /** Seconds since 1970; last moment at which a grant may be enabled with the signature. */
  readonly deadline: number
}

/**
 * Has an owner approve grants: one signature for all chains of the list. Returns an approval for each entry, in the same order. Each
 * enables its grant on the first use (`toSessionAccount`), or in a transaction of anybody (`enableGrantWithApprovalCall`).
 *
 * The account need not be deployed for signing, but it must be when the approval is used: the ledger asks the account itself.
 *
 * @throws ApprovalError if no ledger would take the approval; whatever the signer throws.
 *
 * @example
 * ```ts
 * const entry = await readChainGrant(client, { account: account.address, grant })
 * const [approval] = await signGrants({ account, entries: [entry], deadline: now + 3600 })
 * const session = await toSessionAccount({ account: { client, address }, grant, key, approval })
 * ```
 */
export async function signGrants<const entries extends readonly ChainGrant[]>({
  account,
  entries,
  deadline,
}: SignGrantsParameters<entries>): Promise<{ readonly [i in keyof entries]: OwnerApproval }> {
  checkDeadline(deadline)
  checkEntries(entries)
  const typedData = toEnableGrantsTypedData({ account: account.address, deadline, entries })
  // For an account that is not deployed, viem adds how to deploy it. No ledger reads that: it asks the account once it is there.
  const { signature } = parseErc6492Signature(await account.signTypedData(typedData))
  const others = entries.map(({ grant, chainId, ledger, epoch }) => ({
    ...{ chainId, ledger, epoch, id: grant.id },
  }))
  const approvals = entries.map((_, position) => ({
    ...{ deadline, position, signature },
    others: others.filter((_, i) => i !== position),
  }))
  // One approval for each entry, which `map` types as a list of any length.
  return approvals as unknown as { readonly [i in keyof entries]: OwnerApproval }
}

/** Positions take one byte. */
const maxEntries = 256

function checkDeadline(deadline: number) {
  // A year beyond 5138 in seconds is a date of today in milliseconds.
  if (Number.isSafeInteger(deadline) && deadline > 0 && deadline < 100_000_000_000) return
  throw new ApprovalError(`An approval cannot end at second ${deadline}.`, {
    fix: 'Pass `deadline` as whole seconds since 1970, not milliseconds.',
  })
}

function checkEntries(entries: readonly ChainGrant[]) {
  if (entries.length === 0 || entries.length > maxEntries) {
    throw new ApprovalError(
      `An approval has between 1 and ${maxEntries} entries, not ${entries.length}.`,
      { fix: 'Pass one entry for each chain on which the grant is to be enabled.' },
    )
  }
  for (const { chainId, epoch } of entries) {
    if (!Number.isSafeInteger(chainId) || chainId <= 0) {
      throw new ApprovalError(`${chainId} is no chain id.`, {
        fix: 'Make entries with `readChainGrant`.',
      })
    }
    if (epoch < 0n || epoch >> 64n !== 0n) {
      throw new ApprovalError(`${epoch} is no epoch.`, {
        fix: 'Read it with `getAccountState`, or make entries with `readChainGrant`.',
      })
    }
    if (entries.filter((entry) => entry.chainId === chainId).length > 1) {
      throw new ApprovalError(`The list has two entries for the chain ${chainId}.`, {
        fix: 'A ledger takes a list only with one entry for its chain: sign a second approval for the second grant.',
      })
    }
  }
}

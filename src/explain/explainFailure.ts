import {
  type Address,
  formatEther,
  type Hex,
  isAddressEqual,
  recoverAddress,
  zeroAddress,
} from 'viem'
import type { Payment } from '../account/accountKind.ts'
import type { Words } from '../errors/words.ts'
import { isSignedBy } from '../keys/isSignedBy.ts'
import { keyTypes } from '../keys/keyTypes.ts'
import { hashSessionOperation } from '../routing/sessionOperation.ts'
import type { GrantId, GrantTerms } from '../types.ts'
import type { TakenApart } from './takeApart.ts'

/**
 * Says why the router answered SIG_VALIDATION_FAILED: a signature of another key, a paymaster or a cost that the grant does not
 * allow. Empty if nothing of that shows.
 */
export async function explainFailure({
  operation,
  payment,
  userOpHash,
  chainId,
  feesSpent,
  signedChain,
}: {
  operation: TakenApart
  payment: Payment
  userOpHash: Hex
  chainId: number
  /** Wei charged to each grant before this operation. */
  feesSpent: ReadonlyMap<GrantId, bigint>
  /** Finds the chain for which the key has signed the operation, if it was another. */
  signedChain: () => Promise<number | undefined>
}): Promise<readonly Words[]> {
  const { key, keyType, grants, routing, signature, router } = operation
  const digest = hashSessionOperation({ userOpHash, routing, chainId, router })
  const { signed, signer } = await judgeSignature({ key, keyType, digest, signature })
  const other = signed ? undefined : await signedChain()
  return [
    ...(signed ? [] : [other ? toChainWords(other, chainId) : toSignerWords(signer, key)]),
    ...grants.flatMap(({ terms, grantId }, i) =>
      explainPayment({
        ...{ payment, terms, feeSpent: feesSpent.get(grantId) ?? 0n },
        grant: grants.length === 1 ? 'the grant' : `grant ${i}`,
      }),
    ),
  ]
}

function toChainWords(found: number, allowed: number): Words {
  return {
    sentence: `The session key signed this operation for chain ${found}; it was sent on chain ${allowed}.`,
    fix: 'Sign with a client of the chain on which the operation is sent.',
  }
}

function toSignerWords(signer: Address | undefined, key: Address): Words {
  return {
    sentence: `The session key ${key} has not signed this operation; the signature is ${signer === undefined ? 'none of its own' : `${signer}’s`}.`,
    fix: 'Sign the operation last: any change after signing, and a stub signature, look like this.',
  }
}

function explainPayment({
  payment: { paymaster, maxCost },
  terms,
  feeSpent,
  grant,
}: {
  payment: Payment
  terms: GrantTerms
  feeSpent: bigint
  /** What a sentence calls it. */
  grant: string
}): readonly Words[] {
  if (!isAddressEqual(paymaster, zeroAddress)) {
    if (isAddressEqual(paymaster, terms.paymaster)) return []
    const allowed = isAddressEqual(terms.paymaster, zeroAddress) ? 'none' : terms.paymaster
    return [
      {
        sentence: `The operation is sponsored by ${paymaster}; ${grant} allows ${allowed}.`,
        fix: 'Use the paymaster that the grant names, or ask the owner for a grant that names this one.',
      },
    ]
  }
  if (terms.feeBudget !== 0n && feeSpent + maxCost <= terms.feeBudget) return []
  return [
    {
      sentence: `The operation may cost the account up to ${formatEther(maxCost)}; of the fee budget of ${grant}, ${formatEther(terms.feeBudget)}, ${formatEther(feeSpent)} are spent.`,
      fix: 'Lower the gas limits or the fee, have the operation sponsored, or ask the owner for a new grant.',
    },
  ]
}

/** Whether a key has signed a digest and, where the signature shows it, who else has. */
export async function judgeSignature({
  key,
  keyType,
  digest,
  signature,
}: {
  key: Address
  keyType: number
  digest: Hex
  signature: Hex
}): Promise<{ signed: boolean; signer?: Address | undefined }> {
  if (keyType !== keyTypes.secp256k1)
    return { signed: await isSignedBy({ key, keyType, digest, signature }) }
  const signer = await recoverSigner({ digest, signature })
  return { signed: signer !== undefined && isAddressEqual(signer, key), signer }
}

/** Whose a signature is; `undefined` if it is none. */
async function recoverSigner({ digest, signature }: { digest: Hex; signature: Hex }) {
  try {
    return await recoverAddress({ hash: digest, signature })
  } catch {
    return undefined
  }
}

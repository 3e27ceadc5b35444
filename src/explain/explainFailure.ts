import {
  type Address,
  formatEther,
  getAddress,
  type Hex,
  isAddressEqual,
  recoverAddress,
  size,
  zeroAddress,
} from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import type { Words } from '../errors/words.ts'
import { hashSessionOperation } from '../routing/sessionOperation.ts'
import { sliceBytes } from '../svm/readBytes.ts'
import type { GrantId, GrantTerms } from '../types.ts'
import type { TakenApart } from './takeApart.ts'

/**
 * Says why the router answered SIG_VALIDATION_FAILED: a signature of another key, a paymaster or a cost that the grant does not
 * allow. Empty if nothing of that shows.
 */
export async function explainFailure({
  operation,
  userOperation,
  userOpHash,
  chainId,
  feesSpent,
}: {
  operation: TakenApart
  userOperation: UserOperation<'0.6'>
  userOpHash: Hex
  chainId: number
  /** Wei charged to each grant before this operation. */
  feesSpent: ReadonlyMap<GrantId, bigint>
}): Promise<readonly Words[]> {
  const { key, grants, routing, signature, router } = operation
  const digest = hashSessionOperation({ userOpHash, routing, chainId, router })
  const signer = await recover({ digest, signature })
  return [
    ...(signer !== undefined && isAddressEqual(signer, key) ? [] : [toSignerWords(signer, key)]),
    ...grants.flatMap(({ terms, grantId }, i) =>
      explainPayment({
        ...{ userOperation, terms, feeSpent: feesSpent.get(grantId) ?? 0n },
        grant: grants.length === 1 ? 'the grant' : `grant ${i}`,
      }),
    ),
  ]
}

function toSignerWords(signer: Address | undefined, key: Address): Words {
  return {
    sentence: `The session key ${key} has not signed this operation; the signature is ${signer === undefined ? 'nobody’s' : `${signer}’s`}.`,
    fix: 'Sign the operation last: any change after signing, and a stub signature, look like this.',
  }
}

function explainPayment({
  userOperation,
  terms,
  feeSpent,
  grant,
}: {
  userOperation: UserOperation<'0.6'>
  terms: GrantTerms
  feeSpent: bigint
  /** What a sentence calls it. */
  grant: string
}): readonly Words[] {
  const paymaster = findPaymaster(userOperation.paymasterAndData ?? '0x')
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
  const { callGasLimit, verificationGasLimit, preVerificationGas, maxFeePerGas } = userOperation
  const cost = (callGasLimit + verificationGasLimit + preVerificationGas) * maxFeePerGas
  if (terms.feeBudget !== 0n && feeSpent + cost <= terms.feeBudget) return []
  return [
    {
      sentence: `The operation may cost the account up to ${formatEther(cost)}; of the fee budget of ${grant}, ${formatEther(terms.feeBudget)}, ${formatEther(feeSpent)} are spent.`,
      fix: 'Lower the gas limits or the fee, have the operation sponsored, or ask the owner for a new grant.',
    },
  ]
}

/** EntryPoint v0.6 takes it from the first 20 bytes. */
function findPaymaster(paymasterAndData: Hex): Address {
  if (size(paymasterAndData) < 20) return zeroAddress
  return getAddress(sliceBytes(paymasterAndData, 0, 20))
}

async function recover({ digest, signature }: { digest: Hex; signature: Hex }) {
  try {
    return await recoverAddress({ hash: digest, signature })
  } catch {
    return undefined
  }
}

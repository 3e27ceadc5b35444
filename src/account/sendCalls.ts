import { type Address, type Chain, type Client, type Hex, parseAbi, type Transport } from 'viem'
import {
  prepareUserOperation,
  type SmartAccount,
  sendUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { getChainId, readContract } from 'viem/actions'
import { requireSame } from '../list/requireSame.ts'
import type { Call } from '../types.ts'
import type { AccountKind, KindVersion } from './accountKind.ts'
import { BundlerHashError } from './BundlerHashError.ts'
import { hashOperation } from './hashOperation.ts'
import type { SessionAccount } from './sessionAccount.ts'

/** A client of a bundler, as viem's actions for bundlers take it. */
export type BundlingClient = Client<Transport, Chain | undefined, SmartAccount | undefined>

/** An operation as it was signed. The same bytes can be sent again: they are included once at most. */
export type SentOperation<version extends KindVersion = '0.6'> = {
  /** Computed here, not by the bundler. */
  readonly hash: Hex
  readonly userOperation: UserOperation<version>
}

export type SendCallsParameters<version extends KindVersion = '0.6'> = {
  readonly session: SessionAccount<version>
  readonly calls: readonly Call[]
  /** A client of another node, which must name the same nonce before anything is signed. */
  readonly verifier?: Client | undefined
  /** Called with the signed operation before the bundler gets it, such as to keep it in case this process ends. */
  readonly onSigned?: ((sent: SentOperation<version>) => unknown) | undefined
}

/**
 * Sends calls as one operation of a session account, and makes sure that the bundler took what was signed. viem's `sendUserOperation` does
 * the same without looking at the answer.
 *
 * @throws BundlerHashError if the bundler names another hash; CallNotCoveredError if no session covers a call; RpcDisagreementError if the
 * verifier names another nonce; viem's errors.
 *
 * @example
 * ```ts
 * const sent = await sendCalls(bundlerClient, { session, calls })
 * const receipt = await waitForOperation(bundlerClient, { session, sent })
 * ```
 */
export async function sendCalls<version extends KindVersion = '0.6'>(
  bundlerClient: BundlingClient,
  { session, calls, onSigned, verifier }: SendCallsParameters<version>,
): Promise<SentOperation<version>> {
  const prepared = await prepareUserOperation(bundlerClient, {
    // Of whichever version: viem's types want to know which one.
    account: session as unknown as SessionAccount,
    calls: [...calls],
  })
  const { account: _, ...unsigned } = prepared as typeof prepared & { account?: unknown }
  if (verifier) await verifyNonce(verifier, session, prepared.nonce)
  const signature = await session.signUserOperation(unsigned as never)
  const userOperation = { ...unsigned, signature } as unknown as UserOperation<version>
  const chainId = session.client.chain?.id ?? (await getChainId(session.client))
  const hash = hashOperation({
    // The kind is for the version of the operation; the types of both say so.
    kind: session.kind as unknown as AccountKind,
    userOperation: userOperation as UserOperation<KindVersion>,
    chainId,
  })
  const sent = { hash, userOperation }
  await onSigned?.(sent)
  await resendOperation(bundlerClient, { session, sent })
  return sent
}

async function verifyNonce(
  verifier: Client,
  session: { readonly address: Address; readonly entryPoint: { readonly address: Address } },
  nonce: bigint,
) {
  const verified = await readContract(verifier, {
    ...{ address: session.entryPoint.address, abi: nonceAbi, functionName: 'getNonce' },
    args: [session.address, nonce >> 64n],
  })
  requireSame('the nonce of the session key', nonce, verified)
}

/** What the EntryPoint says of nonces. */
export const nonceAbi = parseAbi([
  'function getNonce(address sender, uint192 key) view returns (uint256)',
])

export type ResendOperationParameters<version extends KindVersion = '0.6'> = {
  readonly session: Pick<SessionAccount<version>, 'entryPoint'>
  readonly sent: SentOperation<version>
}

/**
 * Gives a signed operation to a bundler, unchanged: the one that lost it, or another.
 *
 * @throws BundlerHashError if the bundler names another hash; viem's errors if it refuses.
 *
 * @example
 * ```ts
 * await resendOperation(otherBundlerClient, { session, sent })
 * ```
 */
export async function resendOperation<version extends KindVersion = '0.6'>(
  bundlerClient: BundlingClient,
  { session, sent: { hash, userOperation } }: ResendOperationParameters<version>,
): Promise<void> {
  const found = await sendUserOperation(bundlerClient, {
    // Signed already, so that viem sends it as it is.
    ...(userOperation as UserOperation<'0.6'>),
    entryPointAddress: session.entryPoint.address,
  })
  if (found !== hash) throw new BundlerHashError({ found, expected: hash })
}

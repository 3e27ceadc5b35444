import { BaseError } from 'viem'
import {
  getUserOperation,
  getUserOperationReceipt,
  type UserOperation,
  type UserOperationReceipt,
} from 'viem/account-abstraction'
import { readContract } from 'viem/actions'
import type { KindVersion } from './accountKind.ts'
import {
  type BundlingClient,
  nonceAbi,
  type ResendOperationParameters,
  resendOperation,
} from './sendCalls.ts'
import type { SessionAccount } from './sessionAccount.ts'

export type WaitForOperationParameters<version extends KindVersion = '0.6'> =
  ResendOperationParameters<version> & {
    readonly session: Pick<SessionAccount<version>, 'client' | 'entryPoint'>
    /** Milliseconds between two looks; the client's by default. */
    readonly pollingInterval?: number | undefined
    /** Milliseconds after which to give up; two minutes by default. */
    readonly timeout?: number | undefined
  }

/**
 * Thrown when an operation is not on the chain in time. It may still get there.
 *
 * @example
 * ```ts
 * try {
 *   await waitForOperation(bundlerClient, { session, sent, timeout: 30_000 })
 * } catch (error) {
 *   if (error instanceof OperationTimeoutError) await resendOperation(bundlerClient, { session, sent })
 * }
 * ```
 */
export class OperationTimeoutError extends BaseError {
  constructor({ hash, timeout }: { hash: string; timeout: number }) {
    super(`The operation ${hash} was not on the chain after ${timeout} ms.`, {
      name: 'OperationTimeoutError',
      metaMessages: [
        'It may still get there. Wait longer, or send the same signed operation to another bundler (`resendOperation`).',
        'This could arise when its fee is too low: ask `explainUserOperation`.',
      ],
    })
  }
}

/**
 * Waits until an operation is on the chain. When the bundler has lost it, gives it the same bytes again.
 *
 * @throws OperationTimeoutError; BundlerHashError; viem's errors if the bundler refuses to take it again.
 *
 * @example
 * ```ts
 * const sent = await sendCalls(bundlerClient, { session, calls })
 * const { success } = await waitForOperation(bundlerClient, { session, sent })
 * ```
 */
export async function waitForOperation<version extends KindVersion = '0.6'>(
  bundlerClient: BundlingClient,
  parameters: WaitForOperationParameters<version>,
): Promise<UserOperationReceipt> {
  const { sent, session, timeout = 120_000 } = parameters
  const { pollingInterval = bundlerClient.pollingInterval } = parameters
  const { hash } = sent
  const end = Date.now() + timeout
  for (;;) {
    const receipt = await orUndefined(getUserOperationReceipt(bundlerClient, { hash }))
    if (receipt) return receipt
    const isKnown = await orUndefined(getUserOperation(bundlerClient, { hash }))
    // Between the two questions it may have been included: the next round finds it.
    if (!isKnown) await resendUnlessUsed(bundlerClient, { session, sent })
    if (Date.now() >= end) throw new OperationTimeoutError({ hash, timeout })
    await new Promise((resolve) => setTimeout(resolve, pollingInterval))
  }
}

/** A nonce that is used may be this operation's own: then its receipt is about to be there. */
async function resendUnlessUsed<version extends KindVersion>(
  bundlerClient: BundlingClient,
  parameters: WaitForOperationParameters<version>,
) {
  try {
    await resendOperation(bundlerClient, parameters)
  } catch (error) {
    if (error instanceof BaseError && /AA25|already known|same nonce/i.test(error.message)) return
    // The account is asked before the nonce is looked at: an operation that used up a limit is refused for that.
    if (await isNonceUsed(parameters)) return
    throw error
  }
}

async function isNonceUsed<version extends KindVersion>({
  session: { client, entryPoint },
  sent: { userOperation },
}: WaitForOperationParameters<version>): Promise<boolean> {
  const { sender, nonce } = userOperation as UserOperation<KindVersion>
  const next = await readContract(client, {
    ...{ address: entryPoint.address, abi: nonceAbi, functionName: 'getNonce' },
    args: [sender, nonce >> 64n],
  })
  return next > nonce
}

async function orUndefined<value>(asked: Promise<value>): Promise<value | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof BaseError && /NotFoundError$/.test(error.name)) return undefined
    throw error
  }
}

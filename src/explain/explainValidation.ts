import {
  type Address,
  BaseError,
  type Client,
  decodeAbiParameters,
  ExecutionRevertedError,
  type Hex,
} from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { call, getChainId, readContract } from 'viem/actions'
import { sessionKeyManagerAbi } from '../abis/generated/index.ts'
import type { AccountKind, KindVersion } from '../account/accountKind.ts'
import { hashOperation } from '../account/hashOperation.ts'
import { modularAccountKind } from '../account/modularAccountKind.ts'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { Words } from '../errors/words.ts'
import { findLedger } from '../grant/findLedger.ts'
import type { Window } from '../grant/window.ts'
import type { GrantId } from '../types.ts'
import { type ExplainedError, explainError } from './explainError.ts'
import { explainFailure } from './explainFailure.ts'
import { findSignedChain } from './findSignedChain.ts'
import { type TakenApart, takeApart } from './takeApart.ts'

/** What an account answers when the EntryPoint asks it about an operation. */
export type ExplainedValidation =
  | { readonly outcome: 'accepted'; readonly window: Window }
  /** Signature or fee terms. The EntryPoint says AA24. */
  | { readonly outcome: 'failed'; readonly window: Window; readonly causes: readonly Words[] }
  /** A rule. The EntryPoint says AA23. */
  | { readonly outcome: 'refused'; readonly error: ExplainedError }

export type ExplainValidationParameters<version extends KindVersion = '0.6'> = {
  /** What kind of account it is, such as the `kind` of a session account; `modularAccountKind` by default. */
  readonly kind?: AccountKind<version> | undefined
  /** Signed or with a stub; as it was, or would be, sent. */
  readonly userOperation: UserOperation<version>
  /** Computed by default. */
  readonly userOpHash?: Hex | undefined
  readonly deployment?: Deployment | undefined
}

/**
 * Asks the account about an operation, as the EntryPoint would, and explains the answer. EntryPoint v0.6 swallows the reason of a
 * refusal; asked directly, the account gives it.
 *
 * @throws viem's errors if the chain cannot be asked. Refusals are data.
 *
 * @example
 * ```ts
 * const answer = await explainValidation(client, { userOperation, kind: session.kind })
 * if (answer.outcome === 'refused') console.log(answer.error.sentence)
 * ```
 */
export async function explainValidation<version extends KindVersion = '0.6'>(
  client: Client,
  parameters: ExplainValidationParameters<version>,
): Promise<ExplainedValidation> {
  const { deployment = defaultDeployment } = parameters
  const kind: AccountKind = parameters.kind ?? modularAccountKind
  const chainId = client.chain?.id ?? (await getChainId(client))
  // Of the kind's version: the parameters’ type says so.
  const userOperation = parameters.userOperation as UserOperation<KindVersion>
  const account = userOperation.sender
  const userOpHash = parameters.userOpHash ?? hashOperation({ kind, userOperation, chainId })
  const answer = await askAccount(client, {
    ...{ entryPoint: kind.entryPoint.address, account },
    data: kind.encodeValidation({ userOperation, userOpHash }),
  })
  if (typeof answer !== 'bigint') return { outcome: 'refused', error: answer }
  const window = {
    validAfter: Number(answer >> 208n),
    validUntil: Number((answer >> 160n) & 0xffffffffffffn),
  }
  if ((answer & ((1n << 160n) - 1n)) === 0n) return { outcome: 'accepted', window }
  const operation = takeApart({ userOperation, kind, deployment })
  if (operation === undefined) {
    const signed = kind.decodeSignature({ signature: userOperation.signature, deployment })
    const causes = [signed?.batchSignature.startsWith('0x00') ? inSeedFormat : notOurs]
    return { outcome: 'failed', window, causes }
  }
  const feesSpent = await readFeesSpent({ client, operation, account, deployment })
  const payment = kind.toPayment(userOperation)
  const signedChain = () => findSignedChain({ userOperation, kind, operation })
  const causes = await explainFailure({
    ...{ operation, payment, userOpHash, chainId, feesSpent, signedChain },
  })
  return { outcome: 'failed', window, causes }
}

async function askAccount(
  client: Client,
  question: { entryPoint: Address; account: Address; data: Hex },
): Promise<bigint | ExplainedError> {
  const { entryPoint, account, data: asked } = question
  try {
    const { data = '0x' } = await call(client, { account: entryPoint, to: account, data: asked })
    if (data === '0x') return notDeployed
    const [validationData] = decodeAbiParameters([{ type: 'uint256' }], data)
    return validationData
  } catch (error) {
    const explained = explainError(error)
    if (explained) return explained
    if (!(error instanceof BaseError && error.walk((cause) => isRevert(cause)))) throw error
    return {
      errorName: 'ExecutionReverted',
      sentence: 'The account refused the operation with a reason that is not the router’s.',
      fix: 'Check that the account has the router installed as a module.',
    }
  }
}

function isRevert(cause: unknown): boolean {
  return cause instanceof ExecutionRevertedError
}

/** An account without code answers nothing. */
const notDeployed: ExplainedError = {
  errorName: 'AA20',
  sentence: 'The account is not deployed, so that it cannot be asked.',
  fix: 'Deploy it first, or let a bundler simulate the operation.',
}

const notOurs: Words = {
  sentence:
    'The signature is not one for a session router: another module of the account judged it.',
  fix: 'Sign with a session account (`toSessionAccount`), or look at the module that the signature names.',
}

/** The chain does not say which of the three it was. */
const inSeedFormat: Words = {
  sentence:
    'In the seed format, either the session key did not sign this operation, or its maximum cost is above the seed budget, or the account has not set its paymaster.',
  fix: 'Look at `getSeedState`: the owner sets budget and paymaster with `setSeedPaymentsCall`. Else sign with the key that the sessions name.',
}

async function readFeesSpent({
  client,
  operation: { router, grants },
  account,
  deployment,
}: {
  client: Client
  operation: TakenApart
  account: Address
  deployment: Deployment
}): Promise<ReadonlyMap<GrantId, bigint>> {
  const spent = grants.map(async ({ grantId }) => {
    const [, , feeSpent] = await readContract(client, {
      address: findLedger(router, deployment),
      abi: sessionKeyManagerAbi,
      functionName: 'getGrant',
      args: [router, account, grantId],
    })
    return [grantId, feeSpent] as const
  })
  return new Map(await Promise.all(spent))
}

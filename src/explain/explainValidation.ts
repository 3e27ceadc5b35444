import {
  type Address,
  BaseError,
  type Client,
  decodeFunctionResult,
  ExecutionRevertedError,
  encodeFunctionData,
  type Hex,
  parseAbi,
} from 'viem'
import {
  entryPoint06Address,
  getUserOperationHash,
  type UserOperation,
} from 'viem/account-abstraction'
import { call, getChainId, readContract } from 'viem/actions'
import { sessionKeyManagerAbi } from '../abis/generated/index.ts'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { Words } from '../errors/words.ts'
import type { Window } from '../grant/window.ts'
import type { GrantId } from '../types.ts'
import { type ExplainedError, explainError } from './explainError.ts'
import { explainFailure } from './explainFailure.ts'
import { type TakenApart, takeApart } from './takeApart.ts'

/** What an account answers when the EntryPoint asks it about an operation. */
export type ExplainedValidation =
  | { readonly outcome: 'accepted'; readonly window: Window }
  /** Signature or fee terms. The EntryPoint says AA24. */
  | { readonly outcome: 'failed'; readonly window: Window; readonly causes: readonly Words[] }
  /** A rule. The EntryPoint says AA23. */
  | { readonly outcome: 'refused'; readonly error: ExplainedError }

export type ExplainValidationParameters = {
  readonly client: Client
  readonly account: Address
  /** Signed or with a stub; as it was, or would be, sent. */
  readonly userOp: UserOperation<'0.6'>
  /** Computed by default. */
  readonly userOpHash?: Hex | undefined
  readonly deployment?: Deployment | undefined
}

const abi = parseAbi([
  'struct UserOperation { address sender; uint256 nonce; bytes initCode; bytes callData; uint256 callGasLimit; uint256 verificationGasLimit; uint256 preVerificationGas; uint256 maxFeePerGas; uint256 maxPriorityFeePerGas; bytes paymasterAndData; bytes signature; }',
  'function validateUserOp(UserOperation userOp, bytes32 userOpHash, uint256 missingAccountFunds) returns (uint256 validationData)',
])

/**
 * Asks the account about an operation, as the EntryPoint would, and explains the answer. EntryPoint v0.6 swallows the reason of a
 * refusal; asked directly, the account gives it.
 *
 * @throws viem's errors if the chain cannot be asked. Refusals are data.
 */
export async function explainValidation({
  client,
  account,
  userOp,
  userOpHash,
  deployment = defaultDeployment,
}: ExplainValidationParameters): Promise<ExplainedValidation> {
  const chainId = client.chain?.id ?? (await getChainId(client))
  const userOperation = { ...userOp, sender: account }
  const hash =
    userOpHash ??
    getUserOperationHash({
      chainId,
      entryPointAddress: entryPoint06Address,
      entryPointVersion: '0.6',
      userOperation,
    })
  const answer = await askAccount({ client, userOperation, hash })
  if (typeof answer !== 'bigint') return { outcome: 'refused', error: answer }
  const window = {
    validAfter: Number(answer >> 208n),
    validUntil: Number((answer >> 160n) & 0xffffffffffffn),
  }
  if ((answer & ((1n << 160n) - 1n)) === 0n) return { outcome: 'accepted', window }
  const operation = tryTakeApart(userOperation)
  if (operation === undefined) return { outcome: 'failed', window, causes: [notOurs] }
  const feesSpent = await readFeesSpent({ client, operation, account, deployment })
  const causes = await explainFailure({
    ...{ operation, userOperation, userOpHash: hash, chainId, feesSpent },
  })
  return { outcome: 'failed', window, causes }
}

async function askAccount({
  client,
  userOperation,
  hash,
}: {
  client: Client
  userOperation: UserOperation<'0.6'>
  hash: Hex
}): Promise<bigint | ExplainedError> {
  const { initCode = '0x', paymasterAndData = '0x' } = userOperation
  try {
    const { data = '0x' } = await call(client, {
      account: entryPoint06Address,
      to: userOperation.sender,
      data: encodeFunctionData({
        abi,
        functionName: 'validateUserOp',
        args: [{ ...userOperation, initCode, paymasterAndData }, hash, 0n],
      }),
    })
    if (data === '0x') return notDeployed
    return decodeFunctionResult({ abi, functionName: 'validateUserOp', data })
  } catch (error) {
    const explained = explainError(error)
    if (explained) return explained
    if (!(error instanceof BaseError && error.walk((cause) => isRevert(cause)))) throw error
    return {
      errorName: 'ExecutionReverted',
      sentence: 'The account refused the operation with a reason that is not the router’s.',
      fix: 'Check that the account has the router enabled as a module.',
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

function tryTakeApart(userOperation: UserOperation<'0.6'>): TakenApart | undefined {
  try {
    return takeApart(userOperation)
  } catch (error) {
    if (error instanceof BaseError) return undefined
    throw error
  }
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
      address: deployment.manager,
      abi: sessionKeyManagerAbi,
      functionName: 'getGrant',
      args: [router, account, grantId],
    })
    return [grantId, feeSpent] as const
  })
  return new Map(await Promise.all(spent))
}

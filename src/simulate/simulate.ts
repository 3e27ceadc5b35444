import {
  type Abi,
  type Address,
  BaseError,
  type Hex,
  hexToBigInt,
  isAddressEqual,
  size,
} from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import type { AccountKind, KindVersion, Payment } from '../account/accountKind.ts'
import type { SessionAccount } from '../account/sessionAccount.ts'
import { holdsStub } from '../account/stubSignature.ts'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { type ExplainedError, explainError } from '../explain/explainError.ts'
import { type ExplainedValidation, explainValidation } from '../explain/explainValidation.ts'
import type { Call } from '../types.ts'
import { type Count, listCounts, toQuestion } from './counts.ts'
import { runCall, runCalls, type SimulatedCall } from './runCalls.ts'

/** What an account has of something before and after a batch. Token base units, or wei. */
export type Change = Count & { readonly before: bigint; readonly after: bigint }

export type Simulation = {
  /** Refused: the account would not take it. Reverts: it would be taken and paid for, and do nothing. */
  readonly outcome: 'passes' | 'refused' | 'reverts'
  readonly validation: ExplainedValidation
  readonly execution: {
    readonly success: boolean
    /** As a transaction of its own; unknown where the node cannot simulate. */
    readonly gasUsed?: bigint
    /** Why it reverts. */
    readonly error?: ExplainedError
    /** Index of the call that reverts, where the node can tell. */
    readonly call?: number
  }
  /** Balances and allowances that change; unknown where the node cannot simulate. Fees are not in it. */
  readonly changes?: readonly Change[]
  /** Who pays, and how much at most; only of an operation that names its gas and fees. */
  readonly payment?: Payment
}

export type SimulateParameters<version extends KindVersion = '0.6'> = {
  readonly session: SessionAccount<version>
  readonly deployment?: Deployment | undefined
  /** Errors of the contracts that are called, to name them and their arguments. */
  readonly abi?: Abi | undefined
} & (
  | { readonly calls: readonly Call[]; readonly userOperation?: undefined }
  /** Signed or not, as `prepareUserOperation` makes it. */
  | { readonly userOperation: UserOperation<version>; readonly calls?: undefined }
)

/**
 * Runs a batch without sending it: asks the account whether it would take the operation, and runs the calls as it would, on the present
 * state. Limits count attempts, so simulate before sending.
 *
 * @throws CallNotCoveredError if no session covers a call; viem's errors if the chain cannot be asked. Refusals and reverts are data.
 *
 * @example
 * ```ts
 * const { outcome, execution, changes } = await simulate({ session, calls })
 * if (outcome === 'reverts') console.log(execution.error?.sentence)
 * ```
 */
export async function simulate<version extends KindVersion = '0.6'>(
  parameters: SimulateParameters<version>,
): Promise<Simulation> {
  const { session, deployment = defaultDeployment, abi } = parameters
  const { client, address: account } = session
  // The kind is for the version of the operation; the types of both say so.
  const kind = session.kind as unknown as AccountKind
  const given = parameters.userOperation as UserOperation<KindVersion> | undefined
  const userOperation = given ?? (await makeOperation(session, parameters.calls ?? []))
  const validation = await explainValidation(client, { userOperation, kind, deployment })
  const calls = kind.decodeBatch(userOperation.callData)
  const batch = { from: kind.entryPoint.address, to: account, data: userOperation.callData }
  const ran = await run(session, { batch, calls, abi })
  const refused = !isAcceptable(validation, userOperation.signature)
  const outcome = refused ? 'refused' : ran.execution.success ? 'passes' : 'reverts'
  const payment = given && kind.toPayment(given)
  return { outcome, validation, ...ran, ...(payment ? { payment } : {}) }
}

/** An operation that nobody has signed yet, without gas and fees. */
async function makeOperation<version extends KindVersion>(
  session: SessionAccount<version>,
  calls: readonly Call[],
): Promise<UserOperation<KindVersion>> {
  const unsigned = {
    sender: session.address,
    nonce: await session.getNonce(),
    callData: await session.encodeCalls(calls),
    ...{ callGasLimit: 0n, verificationGasLimit: 0n, preVerificationGas: 0n },
    ...{ maxFeePerGas: 0n, maxPriorityFeePerGas: 0n },
  }
  return { ...unsigned, signature: await session.getStubSignature(unsigned as never) }
}

/** A stub looks like a signature of another key: where nothing else is wrong, the real one will pass. */
function isAcceptable(validation: ExplainedValidation, signature: Hex): boolean {
  if (validation.outcome !== 'failed') return validation.outcome === 'accepted'
  return holdsStub(signature) && validation.causes.length === 1
}

async function run(
  { client, address: account }: Pick<SessionAccount, 'client' | 'address'>,
  {
    batch,
    calls,
    abi,
  }: {
    batch: SimulatedCall & { readonly from: Address }
    calls: readonly Call[]
    abi: Abi | undefined
  },
): Promise<Pick<Simulation, 'execution' | 'changes'>> {
  const first = await runCalls(client, [batch])
  const [done] = first ?? []
  if (!done) {
    const error = await runCall(client, batch)
    if (error === undefined) return { execution: { success: true } }
    if (!(error instanceof BaseError)) throw error
    return { execution: { success: false, error: nameRevert(error, abi) } }
  }
  const { gasUsed } = done
  if (!done.success) {
    const each = calls.map(({ to, data = '0x', value }) => ({ from: account, to, data, value }))
    const call = (await runCalls(client, each))?.findIndex(({ success }) => !success) ?? -1
    const error = nameRevert(done.data, abi)
    const found = call === -1 ? {} : { call }
    return { execution: { success: false, gasUsed, error, ...found } }
  }
  const targets = calls.map(({ to }) => to).filter((to) => !isAddressEqual(to, account))
  const counts = listCounts(done.logs, { account, targets })
  const questions = counts.map((count) => toQuestion(count, account))
  const answers = (await runCalls(client, [...questions, batch, ...questions])) ?? []
  const changes = counts.flatMap((count, i): readonly Change[] => {
    const [before, after] = [answers[i], answers[counts.length + 1 + i]].map((one) =>
      one?.success && size(one.data) === 32 ? hexToBigInt(one.data) : undefined,
    )
    if (before === undefined || after === undefined || before === after) return []
    return [{ ...count, before, after }]
  })
  return { execution: { success: true, gasUsed }, changes }
}

function nameRevert(found: unknown, abi: Abi | undefined): ExplainedError {
  const selector = typeof found === 'string' && found.length > 2 ? found.slice(0, 10) : 'no reason'
  return (
    explainError(found, { abi }) ?? {
      errorName: 'Reverted',
      sentence: `The batch reverts with ${selector}.`,
      fix: 'Pass the `abi` of the contracts that are called, to have their errors named.',
    }
  )
}

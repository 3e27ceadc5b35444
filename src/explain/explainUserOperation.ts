import { type Abi, BaseError, type Client, type Hex, parseEventLogs } from 'viem'
import {
  type BundlerClient,
  entryPoint06Abi,
  type UserOperation,
  type UserOperationReceipt,
} from 'viem/account-abstraction'
import type { AccountKind, KindVersion } from '../account/accountKind.ts'
import { modularAccountKind } from '../account/modularAccountKind.ts'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import type { Words } from '../errors/words.ts'
import { runCall } from '../simulate/runCalls.ts'
import { askEntryPoint } from './askEntryPoint.ts'
import { explainCircumstances } from './explainCircumstances.ts'
import { explainError } from './explainError.ts'
import { explainValidation } from './explainValidation.ts'
import { formatReasons } from './formatReasons.ts'

/**
 * Passes: it would be included, and its calls would run. Refused: nobody includes it. Reverts: it would be included and paid for, and do
 * nothing. Included, failed: it is on the chain, and its calls ran or reverted. Unknown: the bundler does not have it.
 */
export type UserOperationOutcome =
  | 'passes'
  | 'refused'
  | 'reverts'
  | 'included'
  | 'failed'
  | 'unknown'

export type ExplainedUserOperation = {
  readonly outcome: UserOperationOutcome
  /** What the EntryPoint says, such as `AA23`. */
  readonly code?: string
  /** Why, and what to do; the one to look at first goes first. */
  readonly reasons: readonly Words[]
  /** All of it as text, for one screen. */
  readonly text: string
}

export type ExplainUserOperationParameters<version extends KindVersion = '0.6'> = {
  /** What kind of account it is, such as the `kind` of a session account; `modularAccountKind` by default. */
  readonly kind?: AccountKind<version> | undefined
  readonly deployment?: Deployment | undefined
  /** Errors of the contracts that are called, to name them and their arguments. */
  readonly abi?: Abi | undefined
} & (
  | { readonly userOperation: UserOperation<version>; readonly hash?: undefined }
  /** Of an operation that a bundler was given. */
  | {
      readonly hash: Hex
      readonly bundlerClient: Pick<BundlerClient, 'getUserOperation' | 'getUserOperationReceipt'>
      readonly userOperation?: undefined
    }
)

/**
 * Explains what becomes of a user operation, or what became of it: asks the EntryPoint, the account, the ledger and the balances, and says
 * reason and fix.
 *
 * @throws viem's errors if the chain cannot be asked. Refusals are data.
 *
 * @example
 * ```ts
 * const { outcome, text } = await explainUserOperation(client, { userOperation, kind: session.kind })
 * if (outcome !== 'passes') console.log(text)
 * ```
 */
export async function explainUserOperation<version extends KindVersion = '0.6'>(
  client: Client,
  parameters: ExplainUserOperationParameters<version>,
): Promise<ExplainedUserOperation> {
  if (parameters.hash === undefined) {
    return explainOperation(client, {
      ...{ ...parameters, userOperation: parameters.userOperation as UserOperation<KindVersion> },
    })
  }
  const { hash, bundlerClient, abi } = parameters
  const receipt = await orUndefined(bundlerClient.getUserOperationReceipt({ hash }))
  if (receipt) return explainReceipt(receipt, abi)
  const pending = await orUndefined(bundlerClient.getUserOperation({ hash }))
  if (!pending) return toAnswer('unknown', [notKnown])
  const { userOperation } = pending
  return explainOperation(client, { ...parameters, userOperation })
}

type Asked = Pick<ExplainUserOperationParameters<KindVersion>, 'deployment' | 'abi'> & {
  readonly userOperation: UserOperation<KindVersion>
  readonly kind?: unknown
}

async function explainOperation(
  client: Client,
  parameters: Asked,
): Promise<ExplainedUserOperation> {
  const { userOperation, deployment = defaultDeployment, abi } = parameters
  // Of the operation's version: the parameters' type says so.
  const kind = (parameters.kind ?? modularAccountKind) as AccountKind
  const { sender: account, callData } = userOperation
  const said = await askEntryPoint(client, { userOperation, kind, abi })
  const from = kind.entryPoint.address
  if (said === undefined) {
    const error = await runCall(client, { from, to: account, data: callData })
    if (error === undefined) return toAnswer('passes', [])
    return toAnswer('reverts', [explainError(error, { abi }) ?? noReason])
  }
  const code = /^AA\d\d$/.test(said.errorName) ? said.errorName : undefined
  const validation = await explainValidation(client, { userOperation, kind, deployment })
  const reasons = [
    ...(validation.outcome === 'refused' ? [validation.error] : []),
    ...(validation.outcome === 'failed' ? validation.causes : []),
    ...(await explainCircumstances(client, { code, userOperation, kind, validation })),
  ]
  // Where something exact is known, what the code means in general only takes up room.
  const other = code !== undefined && inGeneral.has(code) && reasons.length > 0 ? [] : [said]
  return toAnswer('refused', unique([...reasons, ...other]), code)
}

/** Codes about which the account, the ledger or the balances have said more. */
const inGeneral = new Set(['AA20', 'AA21', 'AA22', 'AA23', 'AA24', 'AA25'])

function explainReceipt(
  { success, logs, reason }: UserOperationReceipt,
  abi: Abi | undefined,
): ExplainedUserOperation {
  if (success) return toAnswer('included', [])
  const eventName = 'UserOperationRevertReason'
  const [event] = parseEventLogs({ abi: entryPoint06Abi, eventName, logs })
  const why = explainError(event?.args.revertReason ?? reason, { abi })
  return toAnswer('failed', [why ?? noReason])
}

const noReason: Words = {
  sentence: 'The calls revert with a reason that nobody here can read.',
  fix: 'Pass the `abi` of the contracts that are called; `simulate` says which call it is. The attempt has counted.',
}

const notKnown: Words = {
  sentence: 'The bundler does not know the operation: it was dropped, or sent to another one.',
  fix: 'Send the same signed operation again: it can be included once at most.',
}

function unique(reasons: readonly Words[]): readonly Words[] {
  return reasons.filter(
    ({ sentence }, i) => reasons.findIndex((other) => other.sentence === sentence) === i,
  )
}

function toAnswer(
  outcome: UserOperationOutcome,
  reasons: readonly Words[],
  code?: string,
): ExplainedUserOperation {
  const plain = reasons.map(({ sentence, fix }) => ({ sentence, fix }))
  const text = formatReasons({ outcome, reasons: plain, code })
  return { outcome, reasons: plain, text, ...(code === undefined ? {} : { code }) }
}

/** What is not there is an error to viem. */
async function orUndefined<value>(asked: Promise<value>): Promise<value | undefined> {
  try {
    return await asked
  } catch (error) {
    const isMissing = error instanceof BaseError && /NotFoundError$/.test(error.name)
    if (isMissing) return undefined
    throw error
  }
}

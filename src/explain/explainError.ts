import { type Abi, BaseError, decodeErrorResult, type Hex, isHex, parseAbi } from 'viem'
import { decodeRefusal } from '../errors/decodeRefusal.ts'
import { describeRefusal } from '../errors/describeRefusal.ts'
import type { Refusal } from '../errors/refuse.ts'
import type { Words } from '../errors/words.ts'
import { wordsOfEntryPoint } from '../errors/wordsOfEntryPoint.ts'
import { describeRevertText, foreignAbi, wordsOfForeign } from '../errors/wordsOfForeign.ts'
import { CallNotCoveredError } from './CallNotCoveredError.ts'
import type { Explanation } from './explain.ts'

/** A revert in words. */
export type ExplainedError = Words & {
  readonly errorName: string
  /** The error as data, if it is one of the router, the manager or a module. */
  readonly refusal?: Refusal
  /** Index of the call that is at fault, if the error is about one. */
  readonly call?: number
  /** What lies beneath: the module's own reason, where the router wraps it. */
  readonly cause?: ExplainedError
}

export type ExplainErrorParameters = {
  /** Errors of the contracts that are called, to name them and their arguments. */
  readonly abi?: Abi | undefined
}

/**
 * Explains revert data, an error of viem that carries some at any depth, or what no grant covers. `undefined` if there is nothing in it
 * that this SDK knows.
 *
 * @example
 * ```ts
 * try {
 *   await bundlerClient.sendUserOperation({ account, calls })
 * } catch (error) {
 *   console.log(explainError(error)?.sentence ?? error)
 * }
 * ```
 */
export function explainError(
  error: unknown,
  { abi = [] }: ExplainErrorParameters = {},
): ExplainedError | undefined {
  const uncovered = listCauses(error).find((cause) => cause instanceof CallNotCoveredError)
  if (uncovered) return explainUncovered(uncovered.explanation)
  for (const data of findRevertData(error)) {
    const explained = explainRevert(data, { abi, depth: 0 })
    if (explained) return explained
  }
  return explainEntryPoint(findMessages(error))
}

/** The first reason: of a call, or of the batch as a whole. */
function explainUncovered({ batch, calls }: Explanation): ExplainedError | undefined {
  const denied = calls.find((call) => !call.allowed)
  const refused = denied ?? batch
  if (!refused) return undefined
  const { reason, sentence, fix } = refused
  const call = denied ? { call: denied.call } : {}
  return { errorName: reason.errorName, refusal: reason, ...call, sentence, fix }
}

type Context = { readonly abi: Abi; readonly depth: number }

/** Nobody nests this deep, but revert data is anybody's. */
const deepest = 8

function explainRevert(data: Hex, { abi, depth }: Context): ExplainedError | undefined {
  if (depth === deepest) return undefined
  const inner = { abi, depth: depth + 1 }
  const refusal = decodeRefusal(data)
  if (refusal === undefined) return explainForeign(data, inner)
  const own = { errorName: refusal.errorName, refusal, ...describeRefusal(refusal) }
  if (refusal.errorName !== 'SessionRefused') return { ...own, ...findCall(refusal) }
  const cause = explainRevert(refusal.args.reason, inner)
  if (cause === undefined) return own
  const { sentence, fix } = cause
  return { ...own, sentence, fix, ...(cause.call === undefined ? {} : { call: cause.call }), cause }
}

function findCall({ args }: Refusal): { call?: number } {
  return 'call' in args ? { call: Number(args.call) } : {}
}

const builtInAbi = parseAbi([
  'error FailedOp(uint256 opIndex, string reason)',
  'error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner)',
  'error WrappedError(address target, bytes4 selector, bytes reason, bytes details)',
  'error Error(string message)',
  'error Panic(uint256 code)',
])

/** Reverts of the EntryPoint, of accounts and tokens, of the caller's own ABI, and those that the compiler makes. */
function explainForeign(data: Hex, context: Context): ExplainedError | undefined {
  const decoded = decode(data, [...builtInAbi, ...foreignAbi, ...context.abi])
  if (decoded === undefined) return undefined
  const { errorName, args } = decoded
  if (errorName === 'FailedOp') return explainEntryPoint([`${args[1]}`])
  // EntryPoint v0.7 and later pass on what the account said, others wrap what they were told.
  const wrapped = [...args].reverse().find(isWrapped)
  const cause = wrapped && explainRevert(wrapped, context)
  if (errorName === 'FailedOpWithRevert') return cause ?? explainEntryPoint([`${args[1]}`])
  if (errorName === 'Error') return { errorName, ...describeRevertText(`${args[0]}`) }
  const words = wordsOfForeign[errorName]?.(args)
  if (words) return { errorName, ...words }
  const fix = 'This error is of another contract: look there.'
  if (errorName === 'Panic') {
    return { errorName, sentence: `A contract panicked with code ${args[0]}.`, fix }
  }
  const own = {
    errorName,
    sentence: `A contract reverted with ${errorName}(${args.join(', ')}).`,
    fix,
  }
  return cause ? { ...own, sentence: cause.sentence, fix: cause.fix, cause } : own
}

/** More than a selector, and no address. */
function isWrapped(arg: unknown): arg is Hex {
  return isHex(arg) && arg.length > 10 && arg.length !== 42
}

function decode(data: Hex, abi: Abi) {
  try {
    const { errorName, args } = decodeErrorResult({ abi, data })
    // Without a type for the ABI, viem says nothing about the arguments.
    return { errorName, args: (args ?? []) as readonly unknown[] }
  } catch {
    return undefined
  }
}

function explainEntryPoint(messages: readonly string[]): ExplainedError | undefined {
  for (const message of messages) {
    const code = message.match(/\bAA\d\d\b/)?.[0]
    const found = code === undefined ? undefined : wordsOfEntryPoint[code]
    if (code !== undefined && found) return { errorName: code, ...found }
  }
  return undefined
}

/** Follows the causes of an error, the outermost first. */
function listCauses(error: unknown): readonly unknown[] {
  const causes: unknown[] = []
  // An error can be its own cause; nobody nests this deep.
  for (let next = error; next !== undefined && next !== null && causes.length < 32; ) {
    causes.push(next)
    next = typeof next === 'object' && 'cause' in next ? next.cause : undefined
  }
  return causes
}

/** viem keeps revert data as `data` or `raw`, nodes as `data`, `data.data` or within the message. */
function findRevertData(error: unknown): readonly Hex[] {
  return listCauses(error).flatMap((cause) => {
    if (isHex(cause)) return [cause]
    if (typeof cause !== 'object' || cause === null) return []
    const fields = ['data', 'raw'].flatMap((name) => readField(cause, name))
    const inner = fields.flatMap((field) =>
      typeof field === 'object' && field !== null ? readField(field, 'data') : [],
    )
    const inText = findMessages(cause).flatMap(
      (text) => text.match(/0x(?:[0-9a-f]{2}){4,}/gi) ?? [],
    )
    return [...fields, ...inner, ...inText].filter((value): value is Hex => isHex(value))
  })
}

function readField(value: object, name: string): readonly unknown[] {
  return name in value ? [(value as { readonly [key: string]: unknown })[name]] : []
}

function findMessages(error: unknown): readonly string[] {
  return listCauses(error).flatMap((cause) => {
    if (!(cause instanceof Error)) return []
    // viem leaves details out of some errors, whatever their type says.
    const texts: unknown[] =
      cause instanceof BaseError ? [cause.details, cause.shortMessage] : [cause.message]
    return texts.filter((text) => typeof text === 'string')
  })
}

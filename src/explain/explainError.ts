import { BaseError, decodeErrorResult, type Hex, isHex, parseAbi } from 'viem'
import { decodeRefusal } from '../errors/decodeRefusal.ts'
import { describeRefusal } from '../errors/describeRefusal.ts'
import type { Refusal } from '../errors/refuse.ts'
import type { Words } from '../errors/words.ts'

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

/**
 * Explains revert data, or an error of viem that carries some at any depth. `undefined` if there is nothing in it that this SDK
 * knows.
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
export function explainError(error: unknown): ExplainedError | undefined {
  for (const data of findRevertData(error)) {
    const explained = explainRevert(data)
    if (explained) return explained
  }
  return explainEntryPoint(findMessages(error))
}

function explainRevert(data: Hex): ExplainedError | undefined {
  const refusal = decodeRefusal(data)
  if (refusal === undefined) return explainForeign(data)
  const own = { errorName: refusal.errorName, refusal, ...describeRefusal(refusal) }
  if (refusal.errorName !== 'SessionRefused') return { ...own, ...findCall(refusal) }
  const cause = explainRevert(refusal.args.reason)
  if (cause === undefined) return own
  const { sentence, fix } = cause
  return { ...own, sentence, fix, ...(cause.call === undefined ? {} : { call: cause.call }), cause }
}

function findCall({ args }: Refusal): { call?: number } {
  return 'call' in args ? { call: Number(args.call) } : {}
}

const foreignAbi = parseAbi([
  'error FailedOp(uint256 opIndex, string reason)',
  'error FailedOpWithRevert(uint256 opIndex, string reason, bytes inner)',
  'error Error(string message)',
  'error Panic(uint256 code)',
])

/** Reverts of the EntryPoint, and those that the compiler makes. */
function explainForeign(data: Hex): ExplainedError | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ abi: foreignAbi, data })
    const fix = 'This error is of another contract: look there.'
    if (errorName === 'FailedOp') return explainEntryPoint([args[1]])
    // EntryPoint v0.7 and later pass on what the account said.
    if (errorName === 'FailedOpWithRevert') {
      return explainRevert(args[2]) ?? explainEntryPoint([args[1]])
    }
    if (errorName === 'Panic') {
      return { errorName, sentence: `A contract panicked with code ${args[0]}.`, fix }
    }
    return { errorName, sentence: `A contract reverted with "${args[0]}".`, fix }
  } catch {
    return undefined
  }
}

const entryPointWords: { readonly [code: string]: Words } = {
  AA10: {
    sentence: 'The account is there already, but the operation carries initCode.',
    fix: 'Prepare the operation again: initCode goes along only until the account is deployed.',
  },
  AA20: {
    sentence: 'The account is not deployed.',
    fix: 'Deploy it with an operation of its owner first, or with the first use of a grant that the owner approved.',
  },
  AA21: {
    sentence: 'The account cannot pay for the operation in advance.',
    fix: 'Send it native currency, or let a paymaster of the grant sponsor the operation.',
  },
  AA22: {
    sentence: 'The operation is too early or too late for its grant or one of its sessions.',
    fix: 'Compare the grant’s window with the chain’s clock; ask the owner for a new grant if it is over.',
  },
  AA23: {
    sentence: 'Validation reverted; this EntryPoint does not say why.',
    fix: 'Ask `explainValidation`, which looks for the reason on the chain.',
  },
  AA24: {
    sentence: 'The signature or the fee terms failed.',
    fix: 'Ask `explainValidation`: it tells a wrong key from a paymaster or a cost that the grant does not allow.',
  },
  AA25: {
    sentence: 'The nonce has been used.',
    fix: 'Prepare the operation again.',
  },
}

function explainEntryPoint(messages: readonly string[]): ExplainedError | undefined {
  for (const message of messages) {
    const code = message.match(/\bAA\d\d\b/)?.[0]
    const found = code === undefined ? undefined : entryPointWords[code]
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

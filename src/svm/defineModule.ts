import { type Address, concatHex, getAddress, type Hex } from 'viem'
import { type WordsOf, writeWords } from '../errors/phrases.ts'
import { isRefusal, type Refusal } from '../errors/refuse.ts'
import type { SolidityErrorName } from '../errors/solidityErrors.ts'
import { wordsOfModules } from '../errors/wordsOfModules.ts'
import type { BatchCall, SessionWindow, TokenMetadata, Tokens, Usage } from '../types.ts'
import { requireSpecificDataLength } from './callReader.ts'
import { chargeLimits } from './chargeLimits.ts'
import { describeLimits } from './describeLimits.ts'
import { encodePeriod, enterPeriod, periodSize, toPeriodWindow } from './enterPeriod.ts'
import { encodeLimits, type Limits, limitFlags, readLimits } from './limits.ts'
import { SessionDataError } from './SessionDataError.ts'

/** What a session allows: the module's own rule, and limits. */
export type Ruled<rule> = rule & { readonly limits?: Limits | undefined }

/** The answer of a module to one call. */
export type ModuleVerdict =
  | {
      readonly allowed: true
      readonly usage: Usage
      /** Seconds: when the call is allowed, if its session has a limit per period. */
      readonly window?: SessionWindow | undefined
    }
  | { readonly allowed: false; readonly reason: Refusal }

/** The answer of a module to all calls of a session in one operation. */
export type ModuleAnswer =
  | Extract<ModuleVerdict, { allowed: true }>
  | {
      readonly allowed: false
      readonly reason: Refusal
      /** The place, among the session's calls, of the one that is refused. */
      readonly place: number
    }

export type CheckParameters = {
  readonly account: Address
  /** The session's data. */
  readonly data: Hex
  readonly call: BatchCall
  /** What the session has used before this call; nothing by default. */
  readonly usage?: Usage | undefined
}

export type CheckCallsParameters = Pick<CheckParameters, 'account' | 'data' | 'usage'> & {
  /** In the order of the batch, at least one. */
  readonly calls: readonly BatchCall[]
}

export type SpecificDataParameters = Pick<CheckParameters, 'account' | 'data'> & {
  readonly call: Omit<BatchCall, 'callSpecificData'>
  /** Seconds since 1970: when the call is to run. Without it no period can be named. */
  readonly now?: number | undefined
  /** The sets of which a session may hold the root alone. */
  readonly sets?: readonly ProvenSet[] | undefined
}

/** A set of words of which a session holds the root alone: the operation proves who belongs to it. */
export type ProvenSet = {
  readonly root: Hex
  /** Returns the proof of a member as it stands in call-specific data; `undefined` for any other word. */
  proofOf(word: bigint): Hex | undefined
}

/** A function that a session lets the key call. */
export type Entry = {
  readonly target: Address
  /** Four zeros for a call without calldata. */
  readonly selector: Hex
}

/** The off-chain side of a module, as far as it is the same for all of them. */
export type AnySessionModule = {
  /** In a deployment. */
  readonly name: string
  /** The contract's name. */
  readonly contract: string
  /** Words for the errors that are this module's alone. */
  readonly words: Partial<WordsOf<SolidityErrorName>>
  /** Lists the functions that a session with this data can call; none if the data is malformed. */
  entriesOf(data: Hex): readonly Entry[]
  /** Returns the limits of a session with this data; `undefined` if the data is malformed. */
  limitsOf(data: Hex): Limits | undefined
  /** Returns the token whose base units the limits count, as far as the data name it. The zero address: native currency. */
  countedTokenOf(data: Hex): Address | undefined
  /** Says in one sentence what a session with this data allows. @throws SessionDataError */
  describe(parameters: { data: Hex; tokens?: Tokens | undefined }): string
  /** Returns what the session key signs beside a call: the period, if the session has a limit per period, and what the module itself reads. */
  callSpecificDataFor(parameters: SpecificDataParameters): Hex
  /**
   * Answers as the module does on the chain about one call: the same checks in the same order, but for what a session asks of all its
   * calls together.
   */
  check(parameters: CheckParameters): ModuleVerdict
  /** Whether the module asks something of all calls of a session together: then `check` alone does not tell the answer. */
  readonly checksEnd: boolean
  /** Answers as the module does on the chain about all calls of a session in an operation. */
  checkCalls(parameters: CheckCallsParameters): ModuleAnswer
}

/** The off-chain side of a module. */
export type SessionModule<rule extends object> = AnySessionModule & {
  /** Encodes session data. @throws InvalidAmountError, SessionDataError, viem's InvalidAddressError */
  encode(rule: Ruled<rule>): Hex
  /** Decodes session data; refuses what the module would refuse. @throws SessionDataError */
  decode(data: Hex): rule & { readonly limits: Limits }
}

type Entered =
  | { usage: Usage; window?: SessionWindow; reason?: undefined }
  | { reason: Refusal; place: number }

/** What the author of a module writes: its rule, and the check of one call. */
export type ModuleDefinition<rule extends object> = {
  readonly name: string
  readonly contract: string
  /** Words for the errors that are this module's alone. */
  readonly words?: Partial<WordsOf<SolidityErrorName>> | undefined
  /** How many bytes of the data are the rule. May be more than there are. */
  ruleLength(data: Hex): number
  /** The flags that sessions with such data may set; those of all limits by default. */
  knownFlags?(data: Hex): number
  encodeRule(rule: rule): Hex
  /** The module's own flags of a rule; none by default. */
  encodeOwnFlags?(rule: rule): number
  /** @param own the module's own flags */
  readRule(data: Hex, own: number): rule
  /** Why the module could never allow a call under this rule, if so. */
  refuseRule?(rule: rule): Refusal | undefined
  entriesOf(rule: rule): readonly Entry[]
  /** The token whose base units the limits count, if the rule names it. The zero address: native currency. */
  countedToken?(rule: rule): Address | undefined
  describeRule(rule: rule, tokens: Tokens | undefined): string
  /**
   * What the module itself reads of the call-specific data, behind the period; it reads none by default. Where it does, `checkCall` looks
   * after what is left over.
   */
  proveCall?(parameters: {
    account: Address
    rule: rule
    call: Omit<BatchCall, 'callSpecificData'>
    sets: readonly ProvenSet[]
  }): Hex
  /** The token in whose base units the limits are, if it is known. */
  limitsToken?(rule: rule, tokens: Tokens | undefined): TokenMetadata | undefined
  checkCall(parameters: {
    account: Address
    rule: rule
    call: BatchCall
    /** Where the module's own call-specific data begin: behind the period, if there is one. */
    specificStart: number
  }): Charge | Refusal
  /** What must hold when all calls of the session have been checked; nothing by default. */
  checkEnd?(parameters: { rule: rule; last: BatchCall }): Refusal | undefined
}

/** What an allowed call counts for. */
export type Charge = {
  /** Whether it counts against the limits at all. */
  readonly charged: boolean
  /** Token base units. */
  readonly amount: bigint
}

/** Makes a module of its definition: adds the limits, which are the same for all modules. */
export function defineModule<rule extends object>(
  definition: ModuleDefinition<rule>,
): SessionModule<rule> {
  const { name, contract, words = {} } = definition
  type SessionData = { readonly rule: rule; readonly limits: Limits }

  function read(data: Hex): SessionData | Refusal {
    const known = definition.knownFlags?.(data) ?? limitFlags
    const read = readLimits(data, { offset: definition.ruleLength(data), known })
    if (isRefusal(read)) return read
    return { rule: definition.readRule(data, read.own), limits: read.limits }
  }

  function refuseData(reason: Refusal) {
    const { sentence, fix } = writeWords(reason, { ...wordsOfModules, ...words })
    return new SessionDataError({ contract, reason, sentence, fix })
  }

  function decode(data: Hex) {
    const session = read(data)
    if (isRefusal(session)) throw refuseData(session)
    const reason = definition.refuseRule?.(session.rule)
    if (reason) throw refuseData(reason)
    return { ...session.rule, limits: session.limits }
  }

  /** Before any call is checked, all of them enter the period that they name. */
  function enter(
    { limits }: SessionData,
    { calls, before }: { calls: readonly BatchCall[]; before: Usage },
  ): Entered {
    let usage = before
    const limit = limits.perPeriod
    if (limit === undefined) return { usage }
    for (const [place, call] of calls.entries()) {
      const entered = enterPeriod({ limit, usage, call, isFirst: place === 0 })
      if (isRefusal(entered)) return { reason: entered, place }
      usage = entered
    }
    return { usage, window: toPeriodWindow(limit, usage.period?.index ?? 0) }
  }

  /** Checks and charges a call that has entered its period. */
  function charge(
    { rule, limits }: SessionData,
    { account, call, usage }: { account: Address; call: BatchCall; usage: Usage },
  ): Usage | Refusal {
    const specificStart = limits.perPeriod === undefined ? 0 : periodSize
    const misplaced = definition.proveCall
      ? undefined
      : requireSpecificDataLength(call, specificStart)
    if (misplaced) return misplaced
    const charge = definition.checkCall({ account, rule, call, specificStart })
    if (isRefusal(charge)) return charge
    if (!charge.charged) return usage
    const { amount } = charge
    return chargeLimits({ limits, usage, call: BigInt(call.index), amount })
  }

  function checkEach({
    account,
    data,
    calls,
    usage: before = unused,
  }: CheckCallsParameters): ModuleAnswer {
    const session = read(data)
    if (isRefusal(session)) return { allowed: false, reason: session, place: 0 }
    const asked = calls.map(normalizeCall)
    const entered = enter(session, { calls: asked, before })
    if (entered.reason) return { allowed: false, ...entered }
    let usage = entered.usage
    for (const [place, call] of asked.entries()) {
      const charged = charge(session, { account: getAddress(account), call, usage })
      if (isRefusal(charged)) return { allowed: false, reason: charged, place }
      usage = charged
    }
    const { window } = entered
    return { allowed: true, usage, ...(window ? { window } : {}) }
  }

  return {
    name,
    contract,
    words,
    checksEnd: definition.checkEnd !== undefined,
    decode,
    encode(rule) {
      const own = definition.encodeOwnFlags?.(rule) ?? 0
      const bytes = concatHex([definition.encodeRule(rule), encodeLimits(rule.limits, own)])
      // Addresses come with the case of their checksum; lower case changes no byte of a hex text.
      const data = bytes.toLowerCase() as Hex
      const session = read(data)
      if (isRefusal(session)) throw refuseData(session)
      return data
    },
    entriesOf(data) {
      const session = read(data)
      return isRefusal(session) ? [] : definition.entriesOf(session.rule)
    },
    limitsOf(data) {
      const session = read(data)
      return isRefusal(session) ? undefined : session.limits
    },
    countedTokenOf(data) {
      const session = read(data)
      return isRefusal(session) ? undefined : definition.countedToken?.(session.rule)
    },
    describe({ data, tokens }) {
      const { limits, ...rest } = decode(data)
      // What is left without the limits is the rule.
      const rule = rest as unknown as rule
      const token = definition.limitsToken?.(rule, tokens)
      return `${definition.describeRule(rule, tokens)}: ${describeLimits(limits, token)}.`
    },
    callSpecificDataFor({ account, data, call, now, sets = [] }) {
      const session = read(data)
      if (isRefusal(session)) return '0x'
      const { rule, limits } = session
      const period =
        limits.perPeriod === undefined || now === undefined
          ? []
          : [encodePeriod(limits.perPeriod, now)]
      if (!definition.proveCall) return period[0] ?? '0x'
      const asked = { account: getAddress(account), rule, call: normalizeCall(call), sets }
      return concatHex([...period, definition.proveCall(asked)])
    },
    check({ call, ...parameters }) {
      const answer = checkEach({ ...parameters, calls: [call] })
      return answer.allowed ? answer : { allowed: false, reason: answer.reason }
    },
    checkCalls(parameters) {
      const answer = checkEach(parameters)
      const session = read(parameters.data)
      const last = parameters.calls.at(-1)
      if (!answer.allowed || isRefusal(session) || !last) return answer
      const { rule } = session
      const reason = definition.checkEnd?.({ rule, last: normalizeCall(last) })
      return reason ? { allowed: false, reason, place: parameters.calls.length - 1 } : answer
    },
  }
}

/** Addresses and selectors are compared as text. */
function normalizeCall<call extends Pick<BatchCall, 'target' | 'data'>>(call: call): call {
  // Lower case changes no byte of a hex text.
  return { ...call, target: getAddress(call.target), data: call.data.toLowerCase() as Hex }
}

const unused: Usage = { total: 0n, uses: 0 }

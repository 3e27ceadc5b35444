import { type Address, concatHex, getAddress, type Hex } from 'viem'
import type { ModuleName } from '../deployment.ts'
import { isRefusal, type Refusal } from '../errors/refuse.ts'
import type { BatchCall, TokenMetadata, Tokens, Usage } from '../types.ts'
import { chargeLimits } from './chargeLimits.ts'
import { describeLimits } from './describeLimits.ts'
import { encodeLimits, type Limits, readLimits } from './limits.ts'
import { SessionDataError } from './SessionDataError.ts'

/** What a session allows: the module's own rule, and limits. */
export type Ruled<rule> = rule & { readonly limits?: Limits | undefined }

/** The answer of a module to one call. */
export type ModuleVerdict =
  | { readonly allowed: true; readonly usage: Usage }
  | { readonly allowed: false; readonly reason: Refusal }

export type CheckParameters = {
  readonly account: Address
  /** The session's data. */
  readonly data: Hex
  readonly call: BatchCall
  /** What the session has used before this call; nothing by default. */
  readonly usage?: Usage | undefined
}

/** The off-chain side of a module, as far as it is the same for all of them. */
export type AnySessionModule = {
  readonly name: ModuleName
  /** The contract's name. */
  readonly contract: string
  /** Returns the one function that a session with this data can call; `undefined` if the data is malformed. */
  selectorOf(data: Hex): Hex | undefined
  /** Returns the one contract that a session with this data can call; `undefined` if the data is malformed. */
  targetOf(data: Hex): Address | undefined
  /** Returns the limits of a session with this data; `undefined` if the data is malformed. */
  limitsOf(data: Hex): Limits | undefined
  /** Returns the token whose base units the limits count, as far as the data name it. The zero address: native currency. */
  countedTokenOf(data: Hex): Address | undefined
  /** Says in one sentence what a session with this data allows. @throws SessionDataError */
  describe(parameters: { data: Hex; tokens?: Tokens | undefined }): string
  /** Answers as the module does on the chain: the same checks in the same order. */
  check(parameters: CheckParameters): ModuleVerdict
}

/** The off-chain side of a module. */
export type SessionModule<rule extends object> = AnySessionModule & {
  /** Encodes session data. @throws InvalidAmountError, viem's InvalidAddressError */
  encode(rule: Ruled<rule>): Hex
  /** Decodes session data; refuses what the module would refuse. @throws SessionDataError */
  decode(data: Hex): rule & { readonly limits: Limits }
}

/** What the author of a module writes: its rule, and the check of one call. */
export type ModuleDefinition<rule extends object> = {
  readonly name: ModuleName
  readonly contract: string
  /** The one function that the module allows. */
  readonly selector: Hex | ((rule: rule) => Hex)
  /** How many bytes of the data are the rule. May be more than there are. */
  ruleLength(data: Hex): number
  encodeRule(rule: rule): Hex
  readRule(data: Hex): rule
  /** Why the module could never allow a call under this rule, if so. */
  refuseRule?(rule: rule): Refusal | undefined
  targetOf(rule: rule): Address
  /** The token whose base units the limits count, if the rule names it. The zero address: native currency. */
  countedToken?(rule: rule): Address
  describeRule(rule: rule, tokens: Tokens | undefined): string
  /** The token in whose base units the limits are, if it is known. */
  limitsToken?(rule: rule, tokens: Tokens | undefined): TokenMetadata | undefined
  checkCall(parameters: { account: Address; rule: rule; call: BatchCall }): Charge | Refusal
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
  const { name, contract, selector } = definition

  function read(data: Hex): { rule: rule; limits: Limits } | Refusal {
    const limits = readLimits(data, definition.ruleLength(data))
    return isRefusal(limits) ? limits : { rule: definition.readRule(data), limits }
  }

  function decode(data: Hex) {
    const session = read(data)
    if (isRefusal(session)) throw new SessionDataError({ contract, reason: session })
    const reason = definition.refuseRule?.(session.rule)
    if (reason) throw new SessionDataError({ contract, reason })
    return { ...session.rule, limits: session.limits }
  }

  return {
    name,
    contract,
    decode,
    encode(rule) {
      const bytes = concatHex([definition.encodeRule(rule), encodeLimits(rule.limits)])
      // Addresses come with the case of their checksum; lower case changes no byte of a hex text.
      return bytes.toLowerCase() as Hex
    },
    selectorOf(data) {
      if (typeof selector === 'string') return selector
      const session = read(data)
      return isRefusal(session) ? undefined : selector(session.rule)
    },
    targetOf(data) {
      const session = read(data)
      return isRefusal(session) ? undefined : definition.targetOf(session.rule)
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
    check({ account, data, call, usage = unused }) {
      const session = read(data)
      if (isRefusal(session)) return { allowed: false, reason: session }
      const { rule, limits } = session
      const charge = definition.checkCall({
        account: getAddress(account),
        rule,
        call: normalizeCall(call),
      })
      if (isRefusal(charge)) return { allowed: false, reason: charge }
      if (!charge.charged) return { allowed: true, usage }
      const { amount } = charge
      const charged = chargeLimits({ limits, usage, call: BigInt(call.index), amount })
      return isRefusal(charged)
        ? { allowed: false, reason: charged }
        : { allowed: true, usage: charged }
    },
  }
}

/** Addresses and selectors are compared as text. */
function normalizeCall(call: BatchCall): BatchCall {
  // Lower case changes no byte of a hex text.
  return { ...call, target: getAddress(call.target), data: call.data.toLowerCase() as Hex }
}

const unused: Usage = { total: 0n, uses: 0 }

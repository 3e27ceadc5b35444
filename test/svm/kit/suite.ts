import { type Abi, concatHex, type Hex, numberToHex } from 'viem'
import type { AnySessionModule, SessionModule } from '../../../src/svm/defineModule.ts'
import type { Limits } from '../../../src/svm/limits.ts'
import type { ModuleCase } from '../../vectors/moduleCase.ts'

/** The functions that a module's calls may call: what it accepts must be their canonical encoding. */
export type CalledFunctions = {
  readonly abi: Abi
  /** Why the module checks no arguments, if it does not: then nothing is said of the bytes behind the selector. */
  readonly free?: string | undefined
}

/** A mutant of the module's source that does the same as the module. */
export type EquivalentMutant = {
  /** Part of the mutant's name, as the kit prints it: the line after the change. */
  readonly mutant: string
  readonly reason: string
}

/** What the kit asks of the author of a module beside the contract and its twin. */
export type ModuleSuite = {
  /** Every rule of the module broken once, beside calls that are allowed. */
  readonly cases: readonly Omit<ModuleCase, 'module'>[]
  readonly functions: CalledFunctions
  readonly equivalentMutants?: readonly EquivalentMutant[] | undefined
}

/** A module, as the kit checks it. */
export type ModuleUnderTest = {
  readonly twin: AnySessionModule
  readonly artifact: { readonly abi: Abi; readonly bytecode: Hex }
  /** The contract's file, from the project's root. */
  readonly source: string
  readonly suite: ModuleSuite
}

/** The twin with the type of its rule given up: every twin comes from `defineModule`, which gives it `encode` and `decode`. */
function withRule(twin: AnySessionModule): SessionModule<object> {
  return twin as SessionModule<object>
}

/** The same session under other limits; `undefined` if the module does not know these limits, or refuses the session. */
export function withLimits(
  twin: AnySessionModule,
  sessionData: Hex,
  limits: Limits,
): Hex | undefined {
  const { decode, encode } = withRule(twin)
  try {
    return encode({ ...decode(sessionData), limits })
  } catch {
    return undefined
  }
}

/**
 * What the session key signs beside a call when its session gets other limits: the period, if there is a limit per period now, and what the
 * module itself reads.
 *
 * @param period counted from the session's anchor
 */
export function moveSpecificData(
  twin: AnySessionModule,
  { sessionData, callSpecificData }: { sessionData: Hex; callSpecificData: Hex },
  { to, period }: { to: Hex; period: number },
): Hex {
  const isPeriodic = (data: Hex) => twin.limitsOf(data)?.perPeriod !== undefined
  const own: Hex = isPeriodic(sessionData) ? `0x${callSpecificData.slice(10)}` : callSpecificData
  return isPeriodic(to) ? concatHex([numberToHex(period, { size: 4 }), own]) : own
}

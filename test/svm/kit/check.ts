import type { Devnet } from '../../../src/devnet/index.ts'
import type { Probe } from './probe.ts'
import type { ModuleUnderTest } from './suite.ts'

export type CheckParameters = {
  readonly module: ModuleUnderTest
  readonly devnet: Devnet
  readonly probe: Probe
  /** How many cases to generate. */
  readonly cases: number
  readonly seed: number
}

/** What a check says of a module. */
export type CheckResult = {
  /** How many questions were asked, and of what kind. */
  readonly counts: { readonly [what: string]: number }
  /** What is wrong with the module, each in a sentence; none: it passes. */
  readonly findings: readonly string[]
}

/** One property that every module has. */
export type Check = (parameters: CheckParameters) => Promise<CheckResult>

/** Writes a question so that it can be asked again. */
export function show(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}` : inner))
}

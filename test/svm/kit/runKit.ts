import type { Devnet } from '../../../src/devnet/index.ts'
import type { Check, CheckResult } from './check.ts'
import { checkCanonical } from './checkCanonical.ts'
import { checkErrors } from './checkErrors.ts'
import { checkLimits } from './checkLimits.ts'
import { checkMutants } from './checkMutants.ts'
import { checkParity } from './checkParity.ts'
import { checkStrangers } from './checkStrangers.ts'
import { checkTrace } from './checkTrace.ts'
import { openProbe } from './probe.ts'
import type { ModuleUnderTest } from './suite.ts'

/** The checks by their names, in the order in which they run. */
export const checks = {
  errors: checkErrors,
  trace: checkTrace,
  strangers: checkStrangers,
  limits: checkLimits,
  canonical: checkCanonical,
  parity: checkParity,
  mutants: checkMutants,
} as const satisfies { [name: string]: Check }

export type CheckName = keyof typeof checks

export type RunKitParameters = {
  readonly module: ModuleUnderTest
  readonly devnet: Devnet
  readonly cases: number
  readonly seed: number
  /** Which checks; all by default. */
  readonly only?: readonly CheckName[] | undefined
}

/** Runs the conformance kit on one module. */
export async function runKit({
  module,
  devnet,
  cases,
  seed,
  only = Object.keys(checks) as CheckName[],
}: RunKitParameters): Promise<ReadonlyMap<CheckName, CheckResult>> {
  const probe = await openProbe(devnet, module.artifact)
  const results = new Map<CheckName, CheckResult>()
  for (const name of only) {
    results.set(name, await checks[name]({ module, devnet, probe, cases, seed }))
  }
  return results
}

/** One line for each check: its counts, and what it found. */
export function formatResults(results: ReadonlyMap<CheckName, CheckResult>): string {
  return [...results]
    .flatMap(([name, { counts, findings }]) => {
      const said = Object.entries(counts).map(([what, count]) => `${what} ${count}`)
      const shown = findings.slice(0, 5).map((finding) => `    ${finding}`)
      const more = findings.length > 5 ? [`    and ${findings.length - 5} more`] : []
      const mark = findings.length === 0 ? 'passed' : 'FAILED'
      return [`  ${mark} ${name.padEnd(10)} ${said.join(', ')}`, ...shown, ...more]
    })
    .join('\n')
}

import { quotedHybridEnableAndUse } from './quoted.ts'
import type { Bench } from './runBench.ts'
import type { Result } from './runWorkloads.ts'

/** A promise about gas, and whether it is kept. */
export type Gate = {
  readonly gate: string
  /** At most. */
  readonly wanted: number
  readonly found: number
  readonly ok: boolean
}

/** Holds a run against what is promised of it. */
export function checkGates({ modular, nexus }: Bench): readonly Gate[] {
  const ratio = (name: string) => overheadRatio(find(modular, name))
  const { enable, enableAndUse, originalSetRoot } = modular.granting
  if (originalSetRoot === undefined) throw new Error('The original has not been measured.')
  return [
    atMost(
      'overhead, seed flow, 2^7, self-paid',
      0.52,
      ratio('seed flow, 2^7, neighbouring, self-paid'),
    ),
    atMost(
      'overhead, seed flow, 2^7, sponsored',
      0.46,
      ratio('seed flow, 2^7, neighbouring, sponsored'),
    ),
    atMost('overhead, 10 calls, 2^7, neighbouring', 0.3, ratio('10 calls, 2^7, neighbouring')),
    atMost('overhead, 10 calls, 2^7, one session', 0.2, ratio('10 calls, 2^7, one session')),
    atMost('overhead, seed flow, 2^14', 0.45, ratio('seed flow, 2^14, neighbouring, self-paid')),
    atMost('signature bytes, the worst workload', 0.5, worstSignature(modular)),
    atMost('enabling the seed with its list, of setting a root', 1.2, enable / originalSetRoot),
    atMost(
      'enable and use, of the Hybrid’s (quoted)',
      0.4,
      enableAndUse / quotedHybridEnableAndUse,
    ),
    atMost(
      'ERC-7579: overhead of the seed flow, 2^7, gas',
      50_000,
      find(nexus, 'seed flow, 2^7, neighbouring, self-paid').ours.overhead,
    ),
  ]
}

/** Names the gates that were met and are no longer. */
export function findLostGates(before: readonly Gate[], now: readonly Gate[]): readonly string[] {
  const met = new Set(before.filter(({ ok }) => ok).map(({ gate }) => gate))
  return now.filter(({ gate, ok }) => !ok && met.has(gate)).map(({ gate }) => gate)
}

/** Ours of the original's overhead. */
export function overheadRatio({ original, ours }: Result): number {
  if (!original) throw new Error('The original has not been measured.')
  return ours.overhead / original.overhead
}

function worstSignature({ workloads }: Bench['modular']): number {
  const ratios = Object.values(workloads).map(({ original, ours }) => {
    if (!original) throw new Error('The original has not been measured.')
    return ours.signatureBytes / original.signatureBytes
  })
  return Math.max(...ratios)
}

function find({ workloads }: Bench['modular'], name: string): Result {
  const result = workloads[name]
  if (!result) throw new Error(`The run has no workload “${name}”.`)
  return result
}

const atMost = (gate: string, wanted: number, found: number): Gate => ({
  ...{ gate, wanted, found, ok: found <= wanted },
})

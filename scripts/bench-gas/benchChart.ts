import { drawChart } from './drawChart.ts'
import type { Bench } from './runBench.ts'

/** What of a run the chart shows: trees of 2^7 leaves. */
const shown = [
  'seed flow, 2^7, neighbouring, self-paid',
  'seed flow, 2^7, neighbouring, sponsored',
  'seed flow, 2^7, spread, self-paid',
  '1 call, 2^7',
  '3 calls, 2^7, neighbouring',
  '10 calls, 2^7, neighbouring',
  '10 calls, 2^7, spread',
  '10 calls, 2^7, one session',
] as const

/** Draws the overheads of a run. */
export function benchChart({ modular, nexus }: Bench): string {
  const groups = shown.map((name) => {
    const [here, there] = [modular.workloads[name], nexus.workloads[name]]
    if (!here?.original || !there) throw new Error(`The run has no workload “${name}”.`)
    const values = [here.original, here.ours, there.ours].map(({ overhead }) => overhead)
    return { label: name.replace(', 2^7', ''), values }
  })
  return drawChart({
    title: 'Gas over the same batch signed by the owner; trees of 2^7 leaves',
    series: ['original router', 'ours', 'ours, ERC-7579'],
    groups,
  })
}

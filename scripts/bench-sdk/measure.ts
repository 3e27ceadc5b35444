/** Rounds of every measurement. */
const rounds = 5

/** Rounds before them, until the engine has compiled what it can. */
const warming = 2

/** Turns of a round: in each, every job runs for a part of its times. */
const turns = 40

export type Job = {
  readonly name: string
  /** How often one round runs it. */
  readonly times: number
  run(): unknown
}

/** Measures jobs in short turns, so that whatever else the machine does hits all of them alike; milliseconds of one run, as median. */
export async function measure(jobs: readonly Job[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map(jobs.map(({ name }) => [name, [] as number[]]))
  for (let round = -warming; round < rounds; round++) {
    const spent = new Map<string, number>()
    for (let turn = 0; turn < turns; turn++) {
      for (const job of jobs) {
        spent.set(job.name, (spent.get(job.name) ?? 0) + (await runOften(job)))
      }
    }
    if (round < 0) continue
    for (const { name, times } of jobs) found.get(name)?.push((spent.get(name) ?? 0) / times)
  }
  return new Map([...found].map(([name, all]) => [name, median(all)]))
}

async function runOften({ times, run }: Job): Promise<number> {
  const started = performance.now()
  for (let i = 0; i < times / turns; i++) await run()
  return performance.now() - started
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

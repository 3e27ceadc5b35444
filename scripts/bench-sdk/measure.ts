/** Rounds of every measurement. */
const rounds = 5

/** Rounds before them. */
const warming = 8

export type Job = {
  readonly name: string
  /** How often one round runs it. */
  readonly times: number
  run(): unknown
}

/** Measures jobs in turn, round by round, so that whatever else the machine does hits all of them; milliseconds of one run, as median. */
export async function measure(jobs: readonly Job[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map(jobs.map(({ name }) => [name, [] as number[]]))
  // Until the engine has compiled what it can.
  for (let i = 0; i < warming; i++) for (const job of jobs) await runOften(job)
  for (let round = 0; round < rounds; round++) {
    for (const job of jobs) found.get(job.name)?.push(await runOften(job))
  }
  return new Map([...found].map(([name, all]) => [name, median(all)]))
}

async function runOften({ times, run }: Job): Promise<number> {
  const started = performance.now()
  for (let i = 0; i < times; i++) await run()
  return (performance.now() - started) / times
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

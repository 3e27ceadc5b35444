import { startDevnet } from '../../src/devnet/index.ts'
import { openWorld } from './openWorld.ts'
import { type Granting, runLedger } from './runLedger.ts'
import { type Result, runWorkloads } from './runWorkloads.ts'
import { listWorkloads } from './workloads.ts'

/** What one run found, by kind of account. Committed as snapshots/bench.json. */
export type Bench = {
  /** The modular account v2, EntryPoint v0.6: the original and ours. */
  readonly modular: Account
  /** Nexus, an ERC-7579 account, EntryPoint v0.7: ours. */
  readonly nexus: Account
}

export type Account = {
  readonly granting: Granting
  readonly workloads: Readonly<Record<string, Result>>
}

/** Runs everything on a chain of its own, and ends it. */
export async function runBench(report: (line: string) => void): Promise<Bench> {
  const devnet = await startDevnet()
  try {
    const run = async (name: 'modular' | 'nexus'): Promise<Account> => {
      const world = await openWorld(devnet, name)
      report(`${name}: granting`)
      const granting = await runLedger(world)
      const workloads = await runWorkloads(world, { workloads: listWorkloads(), report })
      return { granting, workloads }
    }
    return { modular: await run('modular'), nexus: await run('nexus') }
  } finally {
    await devnet.stop()
  }
}

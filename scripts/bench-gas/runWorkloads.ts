import { type Address, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { type Call, enableGrantRootsCall, type Route } from '../../src/index.ts'
import type { OriginalContracts, World } from './openWorld.ts'
import {
  include,
  type Measured,
  measure,
  type Operation,
  originalOperation,
  oursOperation,
  ownerOperation,
  sendAsOwner,
  type Weighed,
  weigh,
} from './operations.ts'
import { compressedSizes, type Sizes } from './rollupCost.ts'
import { growTrees, seedCalls, type Trees, type TreesOf, transferCalls } from './trees.ts'
import { leavesOfCalls, nameWorkload, type Workload } from './workloads.ts'

/** What a side spends on a workload. Gas and bytes; `overhead` is what it spends above the owner. */
export type Figures = Omit<Measured, 'calldata'> & Sizes & { readonly overhead: number }

/** The same batch, signed by the owner, by the session key for the original, and for ours. */
export type Result = {
  readonly owner: { readonly total: number } & Sizes
  readonly original?: Figures
  readonly ours: Figures
}

/** Runs all workloads on one account; the original's side too where the account can have it. In the order of the list. */
export async function runWorkloads(
  world: World,
  options: { workloads: readonly Workload[]; report: (line: string) => void },
): Promise<Readonly<Record<string, Result>>> {
  const { testClient } = world.devnet
  const owners = new Map<string, Weighed>()
  const results = new Map<Workload, Result>()
  for (const workloads of groupByTree(options.workloads)) {
    const before = await testClient.snapshot()
    const trees = await enableTrees(world, workloads)
    for (const workload of workloads) {
      results.set(workload, await runWorkload(world, { workload, trees, owners }))
      options.report(`EntryPoint v${world.kind.entryPoint.version}: ${nameWorkload(workload)}`)
    }
    await testClient.revert({ id: before })
  }
  return Object.fromEntries(
    options.workloads.flatMap((workload) => {
      const result = results.get(workload)
      return result ? [[nameWorkload(workload), result]] : []
    }),
  )
}

async function enableTrees(world: World, [first]: readonly Workload[]): Promise<Trees> {
  if (!first) throw new Error('A tree is grown for a workload.')
  const trees = growTrees(world, toTreesOf(first))
  await sendAsOwner(world, [
    enableGrantRootsCall([trees.grant], world.deployment),
    ...(hasOriginal(world) ? [setRootCall(world.original, trees.original.nodes[0])] : []),
  ])
  return trees
}

async function runWorkload(
  world: World,
  options: {
    workload: Workload
    trees: Trees
    /** What batches cost that are signed by the owner, by what they do. */
    owners: Map<string, Weighed>
  },
): Promise<Result> {
  const { workload, trees, owners } = options
  const { deployment, original: contracts } = world
  const { payment } = workload
  const calls = callsOf(world, workload)
  const leaves = leavesOfCalls(workload)

  const batch = `${payment} ${calls.map(({ to, data }) => `${to}${data}`).join()}`
  const ownerSigns = () => ownerOperation(world, { calls, payment })
  const owner = owners.get(batch) ?? (await steadily(world, ownerSigns, weigh))
  owners.set(batch, owner)
  const measureAt = (router: Address) => (same: World, operation: Operation) =>
    measure(same, operation, router)
  const toFigures = ({ calldata, ...measured }: Measured): Figures => ({
    ...measured,
    overhead: measured.total - owner.total,
    ...compressedSizes(calldata),
  })

  const routing = { grant: trees.grant, routes: toRoutes(leaves) }
  const weSign = () => oursOperation(world, { calls, payment, routing })
  const ours = toFigures(await steadily(world, weSign, measureAt(deployment.router)))
  const result = { owner: { total: owner.total, ...compressedSizes(owner.calldata) }, ours }
  if (!hasOriginal(world)) return result
  const theySign = () => originalOperation(world, { calls, payment, tree: trees.original, leaves })
  const original = toFigures(await steadily(world, theySign, measureAt(contracts.router)))
  return { ...result, original }
}

/** Runs an operation twice and returns what the second costs, which finds its slots written. Leaves the chain as it was. */
async function steadily<found>(
  world: World,
  make: () => Promise<Operation>,
  run: (world: World, operation: Operation) => Promise<found>,
): Promise<found> {
  const { testClient } = world.devnet
  const id = await testClient.snapshot()
  await include(world, await make())
  const found = await run(world, await make())
  await testClient.revert({ id })
  return found
}

/** The original is a module of the modular account alone. */
const hasOriginal = ({ kind }: World) => kind.entryPoint.version === '0.6'

function groupByTree(workloads: readonly Workload[]): Iterable<readonly Workload[]> {
  const groups = new Map<string, Workload[]>()
  for (const workload of workloads) {
    const name = Object.values(toTreesOf(workload)).join(' ')
    groups.set(name, [...(groups.get(name) ?? []), workload])
  }
  return groups.values()
}

/** The call by which an owner grants in the original: the root of a tree that nobody sees. */
export function setRootCall({ manager }: OriginalContracts, root: Hex | undefined): Call {
  if (!root) throw new Error('A tree has a root.')
  return { to: manager, data: encodeFunctionData({ abi: managerAbi, args: [root] }) }
}

const managerAbi = parseAbi(['function setMerkleRoot(bytes32 root)'])

const toTreesOf = ({ family, depth, layout }: Workload): TreesOf => ({
  ...{ family, depth, layout: layout === 'spread' ? 'spread' : 'neighbouring' },
})

function callsOf(world: World, { family, count, depth, layout }: Workload): readonly Call[] {
  if (family === 'seed') return seedCalls(world)
  const sessions = Array.from({ length: count }, (_, call) => call % 2 ** depth)
  return transferCalls(world, layout === 'one session' ? sessions.map(() => 0) : sessions)
}

/** Calls of one leaf share a route. */
function toRoutes(leaves: readonly number[]): readonly Route[] {
  const routes = new Map<number, number[]>()
  leaves.forEach((leaf, call) => {
    routes.set(leaf, [...(routes.get(leaf) ?? []), call])
  })
  return [...routes].map(([session, calls]) => ({ session, calls }))
}

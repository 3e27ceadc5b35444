import { enableGrantCall, readChainGrant, signGrants } from '../../src/index.ts'
import { grantedUntil, type World } from './openWorld.ts'
import { include, oursOperation, sendAsOwner } from './operations.ts'
import { setRootCall } from './runWorkloads.ts'
import { createSeedGrant, seedCalls } from './trees.ts'

/** What granting costs, total gas of the operation. */
export type Granting = {
  /** The owner enables the seed's three sessions, and their list is emitted. */
  readonly enable: number
  /** The seed flow with the owner's approval: enables and uses. */
  readonly enableAndUse: number
  /** The seed flow signed by the owner, in the same state. */
  readonly ownerBatch: number
  /** The owner sets a root where the original had none; absent where the account cannot have it. */
  readonly originalSetRoot?: number
  /** The owner sets another root. */
  readonly originalChangeRoot?: number
}

/** Measures how the seed's three sessions are granted. Leaves the world as it was. */
export async function runLedger(world: World): Promise<Granting> {
  const { testClient, publicClient } = world.devnet
  const before = await testClient.snapshot()
  const isolated = async <result>(run: () => Promise<result>): Promise<result> => {
    const id = await testClient.snapshot()
    const result = await run()
    await testClient.revert({ id })
    return result
  }
  const grant = createSeedGrant(world)
  const calls = seedCalls(world)
  const enable = await isolated(() =>
    sendAsOwner(world, [enableGrantCall(grant, world.deployment)]),
  )
  const originals =
    world.kind.entryPoint.version === '0.6'
      ? await isolated(async () => {
          const root = grant.root
          const first = await sendAsOwner(world, [setRootCall(world.original, root)])
          const second = await sendAsOwner(world, [setRootCall(world.original, grant.id)])
          return { originalSetRoot: first.total, originalChangeRoot: second.total }
        })
      : {}
  // Tokens and shares are there already, as they are wherever the seed flow is steady.
  await sendAsOwner(world, calls)
  const owner = await isolated(() => sendAsOwner(world, calls))
  const enableAndUse = await isolated(async () => {
    const entry = await readChainGrant(publicClient, {
      ...{ account: world.account.address, grant, deployment: world.deployment },
    })
    const [approval] = await signGrants({
      ...{ account: world.account, entries: [entry], deadline: grantedUntil },
    })
    const routes = [0, 1, 2].map((i) => ({ session: i, calls: [i] }))
    const routing = { grants: [{ grant, routes }], approval }
    return include(world, await oursOperation(world, { calls, payment: 'self-paid', routing }))
  })
  await testClient.revert({ id: before })
  return {
    enable: enable.total,
    enableAndUse: enableAndUse.total,
    ownerBatch: owner.total,
    ...originals,
  }
}

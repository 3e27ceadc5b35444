import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeInstallCalls, setStage } from '../demo/stage.ts'
import { seedFlow } from '../examples/seed-flow.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import { ownerSends } from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const root = join(import.meta.dirname, '..')
const example = readFileSync(join(root, 'examples/seed-flow.ts'), 'utf8')

describe('examples/seed-flow.ts', () => {
  test('default: runs as it stands in the README', async () => {
    const stage = await setStage(devnet)
    const { account } = stage
    await ownerSends(stage, encodeInstallCalls(stage))
    const { tokenA: a, tokenB: b, vault } = devnet
    const places = { a, b, vault, dex: devnet.uniswap.router }

    const hash = await seedFlow(devnet.bundlerClient, account, places)

    const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
    expect(success).toBe(true)
    const shares = await devnet.publicClient.readContract({
      ...{ address: vault, abi: demoTokenAbi, functionName: 'balanceOf', args: [account.address] },
    })
    expect(shares).toBe(95n * 10n ** 18n)
  })

  test('behavior: the README shows this file, of at most 30 lines', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``)
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(30)
  })
})

// Last: it looks at all that the tests above got included.
describe('ERC-7562', () => {
  test('behavior: every operation above keeps to the rules of validation', () =>
    expectEveryOperationClean(devnet))
})

test('the gas figures of README.md are those of the snapshot', () => {
  const { modular, nexus } = JSON.parse(readFileSync(join(root, 'snapshots/bench.json'), 'utf8'))
  const seed = 'seed flow, 2^7, neighbouring, self-paid'
  const ten = modular.workloads['10 calls, 2^7, one session']
  const { ours, original } = modular.workloads[seed]
  const overheads = [ours, original, ten.ours, ten.original, nexus.workloads[seed].ours]
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  for (const { overhead } of overheads) expect(readme).toContain(overhead.toLocaleString('en-US'))
  expect(readme).toContain(`${(original.signatureBytes / ours.signatureBytes).toFixed(1)} times`)
})

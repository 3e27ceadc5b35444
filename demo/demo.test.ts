import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isAddress, isHash } from 'viem'
import { describe, expect, test } from 'vitest'
import { generatedDeployment } from '../src/abis/generated/index.ts'
import { listDevnetProcesses } from '../test/fixtures/listDevnetProcesses.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const demo = (...args: string[]) =>
  run(process.execPath, ['--import', 'tsx', 'demo/index.ts', ...args], {
    cwd: root,
    env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    maxBuffer: 1e7,
  })

const { router, manager, validator, modules } = generatedDeployment

describe('npm run demo', () => {
  test('default: tells the story as one JSON object and nothing else', async () => {
    const { stdout, stderr } = await demo('--json')
    expect(stderr).toBe('')
    const story = JSON.parse(stdout)
    expect(story).toMatchObject({
      ...{ chainId: 31337, success: true, calls: 3, signatures: 1, operationsWithinRules: 3 },
      entryPoint: '0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789',
      ...{ name: 'modular', router, ledger: manager, modules },
      refusedBelowRate: { allowed: '105000000000000000000' },
      checkedBy: [
        { call: 0, module: 'ERC20ApprovalSVM' },
        { call: 1, module: 'DEXSwapSVM' },
        { call: 2, module: 'ERC20StakeSVM' },
      ],
    })
    expect(story.bundler).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(isAddress(story.account)).toBe(true)
    for (const hash of [story.grantId, story.userOpHash, story.transactionHash]) {
      expect(isHash(hash)).toBe(true)
    }
    expect(BigInt(story.refusedBelowRate.found)).toBeLessThan(105n * 10n ** 18n)
    expect(story.refusedOnChain.reason).toContain('floor rate')
    expect(story.refusedInSimulation.reason).toContain('INSUFFICIENT_OUTPUT_AMOUNT')
    expect(story.refusedAfterRevoke.reason).toContain('revoked')
    expect(Number(story.verificationGas)).toBeGreaterThan(20_000)
    expect(BigInt(story.balancesAfter['vault shares'])).toBeGreaterThan(105n * 10n ** 18n)
    expect(BigInt(story.balancesBefore['token A']) - BigInt(story.balancesAfter['token A'])).toBe(
      10n ** 20n,
    )
  })

  test('behavior: stakes all that the swap gave, and leaves no dust', async () => {
    const { stdout } = await demo('--json', '--stake-all', '--account', 'all')
    const minimum = JSON.parse((await demo('--json')).stdout)
    expect(BigInt(minimum.dust)).toBeGreaterThan(0n)
    for (const story of Object.values<typeof minimum>(JSON.parse(stdout).accounts)) {
      expect(story).toMatchObject({ success: true, calls: 3, signatures: 1, dust: '0' })
      expect(story.checkedBy[2]).toEqual({ call: 2, module: 'DepositAllSVM' })
      expect(BigInt(story.balancesAfter['vault shares'])).toBe(
        BigInt(minimum.balancesAfter['vault shares']) + BigInt(minimum.dust),
      )
    }
  }, 60_000)

  test('behavior: both accounts, one after the other', async () => {
    const { stdout, stderr } = await demo('--json', '--account', 'all')
    expect(stderr).toBe('')
    const { accounts } = JSON.parse(stdout)
    expect(Object.keys(accounts)).toEqual(['modular', 'nexus'])
    const { modular, nexus } = accounts
    expect(modular).toMatchObject({ name: 'modular', router, ledger: manager, success: true })
    expect(nexus).toMatchObject({
      ...{ name: 'nexus', router: validator, ledger: validator, modules },
      ...{ success: true, calls: 3, signatures: 1, operationsWithinRules: 3 },
      entryPoint: '0x0000000071727De22E5E9d8BAf0edAc6f37da032',
      checkedBy: modular.checkedBy,
    })
    expect(nexus.refusedOnChain.reason).toContain('floor rate')
    expect(nexus.refusedInSimulation.reason).toContain('INSUFFICIENT_OUTPUT_AMOUNT')
    expect(nexus.refusedAfterRevoke.reason).toContain('revoked')
    expect(Number(nexus.verificationGas)).toBeGreaterThan(20_000)
  })

  test('behavior: plain text in a pipe', async () => {
    const { stdout } = await demo()
    expect(stdout).toContain('8. The owner revokes: the same key is refused')
    expect(stdout).toContain('the validation of all 3 operations breaks no rule')
    expect(stdout).not.toContain('\u001b[')
  })

  test('error: a port that is taken is one sentence and a fix', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    // A server that listens on TCP has an address with a port.
    const { port } = server.address() as AddressInfo
    const failing = demo('--port', String(port))
    await expect(failing).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(String(port)),
    })
    server.close()
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'behavior: %s halfway leaves nothing',
    async (signal) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'demo/index.ts'], {
        cwd: root,
        env: { ...process.env, TSX_DISABLE_CACHE: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let told = ''
      for await (const chunk of child.stdout) {
        told += chunk
        if (told.includes('router 0x')) break
      }
      const folder = told.match(/logs in (.+)/)?.[1] ?? ''
      expect(listDevnetProcesses(folder).length).toBeGreaterThan(1)
      child.kill(signal)
      await once(child, 'exit')
      await expect.poll(() => listDevnetProcesses(folder), { timeout: 5_000 }).toEqual([])
    },
  )

  test('error: an unknown account says which there are', async () => {
    await expect(demo('--account', 'kernel')).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--account takes modular, nexus or all, not "kernel".'),
    })
  })

  test('error: an unknown option says how it is used', async () => {
    await expect(demo('--jsno')).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Usage: npm run demo'),
    })
  })
})

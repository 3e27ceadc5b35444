import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  DevnetChainMismatchError,
  DevnetPortInUseError,
  DevnetProcessError,
  DevnetProgramNotFoundError,
  startDevnet,
} from '../src/devnet/index.ts'
import { isPortOpen } from './fixtures/isPortOpen.ts'
import { listDevnetProcesses } from './fixtures/listDevnetProcesses.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const
const patience = { timeout: 10_000, interval: 20 }

describe.runIf(process.platform === 'linux')('startDevnet: whoever started it is killed', () => {
  test.each(signals)(
    'behavior: %s while it is up leaves nothing',
    { timeout: 60_000 },
    async (signal) => {
      const logsFolder = createLogsFolder()
      const holder = holdDevnet(logsFolder)
      const [urls] = await once(holder, 'message')
      expect(listDevnetProcesses(logsFolder)).toHaveLength(4)

      holder.kill(signal)
      await once(holder, 'exit')

      await expect.poll(() => listDevnetProcesses(logsFolder), patience).toEqual([])
      expect(await isPortOpen(urls.rpcUrl)).toBe(false)
      expect(await isPortOpen(urls.bundlerUrl)).toBe(false)
    },
  )

  test.each(signals)(
    'behavior: %s while it starts leaves nothing',
    { timeout: 60_000 },
    async (signal) => {
      const logsFolder = createLogsFolder()
      const holder = holdDevnet(logsFolder)
      await expect
        .poll(
          () =>
            listDevnetProcesses(logsFolder)
              .map(({ command }) => command)
              .join(),
          patience,
        )
        .toContain('alto')

      holder.kill(signal)
      await once(holder, 'exit')

      await expect.poll(() => listDevnetProcesses(logsFolder), patience).toEqual([])
    },
  )
})

describe.runIf(process.platform === 'linux')('startDevnet: a supervisor is killed', () => {
  test('behavior: what it supervised goes too', { timeout: 60_000 }, async () => {
    const devnet = await startDevnet({ logsFolder: createLogsFolder() })
    for (const { pid, command } of listDevnetProcesses(devnet.logsDir)) {
      if (command.includes('supervisor.mjs')) process.kill(pid, 'SIGKILL')
    }
    await expect.poll(() => listDevnetProcesses(devnet.logsDir), patience).toEqual([])
    await devnet.stop()
  })
})

describe('startDevnet: what can go wrong', () => {
  test('error: anvil is not installed', async () => {
    await expectFailure({ anvilBinary: '/nowhere/anvil' }, DevnetProgramNotFoundError)
  })

  test('error: the bundler is not installed', async () => {
    await expectFailure({ bundlerBinary: '/nowhere/alto.js' }, DevnetProgramNotFoundError)
  })

  test.each(['port', 'bundlerPort'])('error: the %s asked for is taken', async (name) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    try {
      const error = await expectFailure({ [name]: port }, DevnetPortInUseError)
      expect(error.message).toContain(`${port}`)
    } finally {
      server.close()
    }
  })

  test('error: another chain answers', async () => {
    const anvilBinary = join(fixtures, 'otherChain.mjs')
    await expectFailure({ anvilBinary }, DevnetChainMismatchError)
  })

  test('error: the bundler is not ready in time, with the end of its log', async () => {
    const bundlerBinary = join(fixtures, 'silentBundler.mjs')
    const error = await expectFailure({ bundlerBinary, timeout: 2_000 }, DevnetProcessError)
    expect(error.message).toContain('was not ready within 2000 ms')
    expect(error.message).toContain('waiting for a sign')
  })

  test('error: a process that ends, with the end of its log', async () => {
    const bundlerBinary = join(fixtures, 'isPortOpen.ts')
    const error = await expectFailure({ bundlerBinary }, DevnetProcessError)
    expect(error.message).toContain('ended with exit code 1')
  })
})

/** Starts a devnet that must fail as told and leave no process behind. Returns the error. */
async function expectFailure(
  parameters: NonNullable<Parameters<typeof startDevnet>[0]>,
  type: new (...parameters: never[]) => Error,
): Promise<Error> {
  const logsFolder = createLogsFolder()
  const error = await startDevnet({ ...parameters, logsFolder }).then(
    () => expect.unreachable('the devnet started'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(type)
  if (process.platform === 'linux') expect(listDevnetProcesses(logsFolder)).toEqual([])
  // Just asserted.
  return error as Error
}

function holdDevnet(logsFolder: string) {
  return fork(join(fixtures, 'holdDevnet.ts'), [logsFolder], {
    execArgv: ['--import', 'tsx'],
    stdio: 'ignore',
    // Nothing of this project writes outside its folder.
    env: { ...process.env, TSX_DISABLE_CACHE: '1' },
  })
}

function createLogsFolder(): string {
  const parent = join(import.meta.dirname, '..', '.devnet', 'test')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'run-'))
}

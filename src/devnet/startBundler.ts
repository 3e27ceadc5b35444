import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Address, http } from 'viem'
import { createBundlerClient } from 'viem/account-abstraction'
import { devAccountIndex, toDevPrivateKey } from './devAccounts.ts'
import { findPort } from './findPort.ts'
import { findProgram } from './findProgram.ts'
import { type SupervisedProcess, superviseProcess } from './superviseProcess.ts'

const preload = new URL('./bindToLoopback.mjs', import.meta.url).href

export type StartBundlerParameters = {
  rpcUrl: string
  /** Already on the chain: the bundler refuses to start without them. */
  entryPoints: readonly Address[]
  /** Existing folder for the log. */
  folder: string
  /** Port to insist on; a free one by default. */
  port?: number | undefined
  /** Path of the bundler's JavaScript; by default the one of the npm package. */
  binary?: string | undefined
  /** Milliseconds to wait for the first answer. */
  timeout: number
}

export type Bundler = { readonly bundlerUrl: string; readonly process: SupervisedProcess }

/**
 * Starts the bundler on 127.0.0.1, as a process of its own, and waits until it names its EntryPoints.
 *
 * Safe mode (ERC-7562 tracing) is off: anvil does not answer its tracer. `checkIncludedOperations` does that work instead.
 *
 * @throws DevnetProgramNotFoundError, DevnetPortInUseError, DevnetProcessError
 */
export async function startBundler(parameters: StartBundlerParameters): Promise<Bundler> {
  const { rpcUrl, entryPoints, folder, timeout } = parameters
  const program = findProgram({ ...alto, path: parameters.binary })
  const port = await findPort(parameters.port)
  const bundlerUrl = `http://127.0.0.1:${port}`
  const bundler = superviseProcess({
    program: 'alto',
    command: process.execPath,
    folder,
    args: ['--import', preload, program, ...buildFlags({ rpcUrl, entryPoints, port })],
  })
  try {
    const client = createBundlerClient({
      transport: http(bundlerUrl, { retryCount: 0, timeout: 2_000 }),
    })
    await bundler.waitUntilReady({ probe: () => client.getSupportedEntryPoints(), timeout })
    return { bundlerUrl, process: bundler }
  } catch (error) {
    await bundler.stop()
    throw error
  }
}

function buildFlags(options: {
  rpcUrl: string
  entryPoints: readonly Address[]
  port: number
}): string[] {
  const flags = {
    'rpc-url': options.rpcUrl,
    port: options.port,
    entrypoints: options.entryPoints.join(','),
    'executor-private-keys': toDevPrivateKey(devAccountIndex.bundlerExecutor),
    'utility-private-key': toDevPrivateKey(devAccountIndex.bundlerUtility),
    'safe-mode': false,
    json: true,
    // Prague's floor on calldata gas.
    'supports-eip7623': true,
    // Both keys are rich from the start.
    'refilling-wallets': false,
    'utility-wallet-monitor': false,
    // Milliseconds. The chain mines at once; the bundler looks for new blocks four times per block time.
    'block-time': 200,
    'min-bundle-interval': 20,
    'max-bundle-interval': 50,
    'block-number-cache-ttl': 0,
  }
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, `${value}`])
}

const alto = {
  program: 'alto',
  packageName: '@pimlico/alto',
  locate() {
    const entry = createRequire(import.meta.url).resolve('@pimlico/alto')
    return join(dirname(entry), 'cli', 'alto.js')
  },
}

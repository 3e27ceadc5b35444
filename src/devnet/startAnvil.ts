import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createPublicClient, http } from 'viem'
import { devMnemonic } from './devAccounts.ts'
import { DevnetChainMismatchError } from './errors.ts'
import { findPort } from './findPort.ts'
import { findProgram } from './findProgram.ts'
import { type SupervisedProcess, superviseProcess } from './superviseProcess.ts'

export type StartAnvilParameters = {
  chainId: number
  /** Existing folder for the log. */
  folder: string
  /** Port to insist on; a free one by default. */
  port?: number | undefined
  /** Path of the program; by default the one of the npm package. */
  binary?: string | undefined
  /** Milliseconds to wait for the first answer. */
  timeout: number
}

export type Anvil = { readonly rpcUrl: string; readonly process: SupervisedProcess }

/**
 * Starts anvil on 127.0.0.1 with the rules of Osaka (which has the P-256 precompile), a block per transaction and no limit on history, and waits for its
 * first answer.
 *
 * @throws DevnetProgramNotFoundError, DevnetPortInUseError, DevnetProcessError, DevnetChainMismatchError
 */
export async function startAnvil(parameters: StartAnvilParameters): Promise<Anvil> {
  const { chainId, folder, timeout } = parameters
  const command = findProgram({ ...anvil, path: parameters.binary })
  const port = await findPort(parameters.port)
  const rpcUrl = `http://127.0.0.1:${port}`
  const node = superviseProcess({
    program: 'anvil',
    command,
    folder,
    args: [
      ...['--host', '127.0.0.1', '--port', `${port}`, '--chain-id', `${chainId}`],
      ...['--hardfork', 'osaka', '--mnemonic', devMnemonic, '--accounts', '10'],
    ],
  })
  try {
    const client = createPublicClient({
      transport: http(rpcUrl, { retryCount: 0, timeout: 2_000 }),
    })
    const found = await node.waitUntilReady({ probe: () => client.getChainId(), timeout })
    if (found !== chainId)
      throw new DevnetChainMismatchError({ expected: chainId, found, url: rpcUrl })
    return { rpcUrl, process: node }
  } catch (error) {
    await node.stop()
    throw error
  }
}

const architecture = process.arch === 'x64' ? 'amd64' : process.arch
const platformPackage = `@foundry-rs/anvil-${process.platform}-${architecture}`

const anvil = {
  program: 'anvil',
  packageName: platformPackage,
  /** The real program, not the package's launcher: that is one more process that can be left behind. */
  locate() {
    const launcher = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json')
    const manifest = createRequire(launcher).resolve(`${platformPackage}/package.json`)
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil')
  },
}

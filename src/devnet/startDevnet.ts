import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Address,
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  http,
} from 'viem'
import { createBundlerClient } from 'viem/account-abstraction'
import { createNonceManager, jsonRpc } from 'viem/nonce'
import { deployAccountContracts } from './deployAccountContracts.ts'
import { type DevnetEntryPointVersion, deployEntryPoint } from './deployEntryPoint.ts'
import { deployMarket } from './deployMarket.ts'
import { deployNexusContracts } from './deployNexusContracts.ts'
import { devAccountIndex, toDevAccount } from './devAccounts.ts'
import { startAnvil } from './startAnvil.ts'
import { startBundler } from './startBundler.ts'

/** Milliseconds between two looks for a receipt: the chain is on this machine and mines at once. */
const pollingInterval = 50

export type StartDevnetParameters = {
  /** 31337 by default. */
  chainId?: number
  /** Port of the chain to insist on; a free one by default. */
  port?: number
  /** Port of the bundler to insist on; a free one by default. */
  bundlerPort?: number
  /** Folder under which this run gets its own; `.devnet/logs` of the project by default. */
  logsFolder?: string
  /** Milliseconds that each process may take to answer; 30 000 by default. */
  timeout?: number
  /** Path of anvil; by default the one of the npm package. */
  anvilBinary?: string
  /** Path of the bundler's JavaScript; by default the one of the npm package. */
  bundlerBinary?: string
}

export type Devnet = Awaited<ReturnType<typeof startDevnet>>

/**
 * Starts a chain with real components on this machine: EntryPoints v0.6, v0.7 and v0.8 at their canonical addresses, the
 * contracts of a modular account and of an ERC-7579 account (Nexus), Uniswap V2 with a funded pair, a vault, and a bundler.
 * Nothing listens beyond 127.0.0.1.
 *
 * Like a server, it keeps the process alive until `stop()`. However the process ends, the devnet ends with it.
 *
 * @throws DevnetProgramNotFoundError, DevnetPortInUseError, DevnetChainMismatchError, DevnetProcessError,
 * DevnetDeploymentError. Nothing is left running then.
 *
 * @example
 * ```ts
 * const devnet = await startDevnet()
 * try {
 *   await devnet.publicClient.getBlockNumber()
 * } finally {
 *   await devnet.stop()
 * }
 * ```
 */
export async function startDevnet(parameters: StartDevnetParameters = {}) {
  const { chainId = 31337, timeout = 30_000 } = parameters
  const folder = createRunFolder(parameters.logsFolder)

  const anvil = await startAnvil({
    ...{ chainId, folder, timeout },
    port: parameters.port,
    binary: parameters.anvilBinary,
  })
  try {
    const clients = createClients({ chainId, rpcUrl: anvil.rpcUrl })
    const deployer = countNonces(clients.walletClient)
    const entryPoints = await deployEntryPoints(deployer)

    // Settled rather than all: a failed deployment must not leave behind a bundler that is still coming up.
    const [bundling, deploying] = await Promise.allSettled([
      startBundler({
        ...{ rpcUrl: anvil.rpcUrl, entryPoints: Object.values(entryPoints), folder, timeout },
        port: parameters.bundlerPort,
        binary: parameters.bundlerBinary,
      }),
      deployContracts({ deployer, marketMaker: countNonces(clients.marketMaker) }),
    ])
    if (bundling.status === 'rejected') throw bundling.reason
    const bundler = bundling.value
    if (deploying.status === 'rejected') {
      await bundler.process.stop()
      throw deploying.reason
    }

    const bundlerClient = createBundlerClient({
      client: clients.publicClient,
      transport: http(bundler.bundlerUrl),
      pollingInterval,
    })
    return {
      ...clients,
      ...deploying.value,
      bundlerClient,
      /** EntryPoint v0.6, the one of `accountContracts`; `nexusContracts` are for v0.7. */
      entryPoint: entryPoints['0.6'],
      /** All the EntryPoints that the bundler serves, by version. */
      entryPoints,
      rpcUrl: anvil.rpcUrl,
      bundlerUrl: bundler.bundlerUrl,
      /** Where this run's logs are. */
      logsDir: folder,
      /** Ends both processes and resolves when they are gone. */
      async stop(): Promise<void> {
        await Promise.all([bundler.process.stop(), anvil.process.stop()])
      },
    }
  } catch (error) {
    await anvil.process.stop()
    throw error
  }
}

function createRunFolder(
  parent = join(import.meta.dirname, '..', '..', '.devnet', 'logs'),
): string {
  const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const folder = join(parent, `${moment}-${randomBytes(3).toString('hex')}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

function createClients({ chainId, rpcUrl }: { chainId: number; rpcUrl: string }) {
  const chain = defineChain({
    id: chainId,
    name: 'Session Router devnet',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
    testnet: true,
  })
  const shared = { chain, transport: http(rpcUrl), pollingInterval }
  return {
    chain,
    publicClient: createPublicClient(shared),
    testClient: createTestClient({ ...shared, mode: 'anvil' }),
    /** The deployer. */
    walletClient: createWalletClient({
      ...shared,
      account: toDevAccount(devAccountIndex.deployer),
    }),
    /** Holds plenty of both tokens; see `swapOnMarket`. */
    marketMaker: createWalletClient({
      ...shared,
      account: toDevAccount(devAccountIndex.marketMaker),
    }),
  }
}

type Clients = ReturnType<typeof createClients>

type WritingClient = ReturnType<typeof countNonces>

async function deployEntryPoints(
  deployer: WritingClient,
): Promise<{ readonly [version in DevnetEntryPointVersion]: Address }> {
  const deploy = (version: DevnetEntryPointVersion) => deployEntryPoint(deployer, { version })
  const [v06, v07, v08] = await Promise.all([deploy('0.6'), deploy('0.7'), deploy('0.8')])
  return { '0.6': v06, '0.7': v07, '0.8': v08 }
}

async function deployContracts(clients: { deployer: WritingClient; marketMaker: WritingClient }) {
  const [accountContracts, nexusContracts, market] = await Promise.all([
    deployAccountContracts(clients.deployer),
    deployNexusContracts(clients.deployer),
    deployMarket(clients),
  ])
  return { accountContracts, nexusContracts, ...market }
}

/**
 * Lets a client send many transactions at once. Only for deploying: a count kept here would be wrong after the chain is
 * reset to a snapshot, and a shared one when a second devnet starts.
 */
function countNonces({ account, chain, transport }: Clients['walletClient']) {
  const nonceManager = createNonceManager({ source: jsonRpc() })
  return createWalletClient({
    account: { ...account, nonceManager },
    ...{ chain, pollingInterval, transport: http(transport.url) },
  })
}

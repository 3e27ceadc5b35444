import {
  type Address,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  keccak256,
  maxUint256,
  parseAbi,
  parseEther,
  stringToHex,
} from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import { privateKeyToAccount } from 'viem/accounts'
import { type AccountName, storyAccounts } from '../../demo/accounts.ts'
import {
  type Devnet,
  demoTokenAbi,
  deployDeterministic,
  deploySessionRouter,
  readArtifact,
} from '../../src/devnet/index.ts'
import { type Call, installRouterCalls } from '../../src/index.ts'
import { sendAsOwner } from './operations.ts'
import type { OriginalRouter } from './originalRouter.ts'

/** Seconds since 1970 at which the bench begins: fixed, so that every byte of calldata is the same in every run. */
const beginning = 2_000_000_000n

/** Seconds since 1970 until which everything is granted. */
export const grantedUntil = 2_010_000_000

/** Names a key, the same in every run. Worthless. */
const toKey = (name: string) => privateKeyToAccount(keccak256(stringToHex(`gas bench: ${name}`)))

export type World = Awaited<ReturnType<typeof openWorld>>

/** The contracts of the original that are measured, and what judges calls for it. */
export type OriginalContracts = OriginalRouter & {
  readonly modules: {
    readonly approve: Address
    readonly swap: Address
    readonly stake: Address
    readonly transfer: Address
  }
}

/** An account with tokens, ether and a deposit, in which our router is installed, and the original if the account can have it. */
export async function openWorld(devnet: Devnet, name: AccountName) {
  const { publicClient, testClient, walletClient } = devnet
  const { kind, toDeployment, create } = storyAccounts[name]
  const ours = await deploySessionRouter(walletClient)
  const deployment = toDeployment(ours)
  const original = await deployOriginal(devnet)
  const paymaster = await deploy(devnet, 'bench/BenchPaymaster')
  const account: SmartAccount = await create(devnet, toKey('owner'))
  const world = {
    ...{ devnet, kind, deployment, original, paymaster, account },
    sessionKey: toKey('session key'),
    clock: createClock(devnet),
  }
  const { timestamp } = await publicClient.getBlock()
  if (timestamp < beginning) {
    await testClient.setNextBlockTimestamp({ timestamp: beginning })
    await testClient.mine({ blocks: 1 })
  }

  const { factory, factoryData } = await account.getFactoryArgs()
  const owed = {
    abi: depositAbi,
    functionName: 'depositTo',
    address: kind.entryPoint.address,
  } as const
  const value = parseEther('100')
  const mint = { abi: demoTokenAbi, functionName: 'mint', address: devnet.tokenA } as const
  await testClient.setBalance({ address: account.address, value })
  const hashes = [
    await walletClient.sendTransaction({ to: factory as Address, data: factoryData as Hex }),
    await walletClient.writeContract({ ...mint, args: [account.address, parseEther('100000')] }),
    await walletClient.writeContract({ ...owed, args: [account.address], value }),
    await walletClient.writeContract({ ...owed, args: [paymaster], value }),
  ]
  for (const hash of hashes) {
    const { status } = await publicClient.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`The bench could not be set up: ${hash} reverted.`)
  }
  await sendAsOwner(world, encodeSetup(world, name))
  return world
}

function encodeSetup(
  { devnet, kind, deployment, original, account }: Omit<World, 'clock'>,
  name: AccountName,
): readonly Call[] {
  const install = (router: Address) =>
    installRouterCalls({
      ...{ account: account.address, kind },
      deployment: { ...deployment, router },
    })
  const args = [devnet.vault, maxUint256] as const
  const data = encodeFunctionData({ abi: demoTokenAbi, functionName: 'approve', args })
  return [
    ...install(deployment.router),
    ...(name === 'modular' ? install(original.router) : []),
    { to: devnet.tokenB, data },
  ]
}

async function deployOriginal(devnet: Devnet): Promise<OriginalContracts> {
  const at = (name: string) => deploy(devnet, name)
  return {
    router: await at('account-v2/BatchedSessionRouter'),
    manager: await at('account-v2/SessionKeyManager'),
    modules: {
      approve: await at('bench/OriginalApprovalSVM'),
      swap: await at('bench/OriginalSwapSVM'),
      stake: await at('bench/OriginalStakeSVM'),
      transfer: await at('account-v2/ERC20SessionValidationModule'),
    },
  }
}

const deploy = ({ walletClient }: Devnet, name: string) =>
  deployDeterministic(walletClient, { initCode: encodeDeployData(readArtifact(name)) })

/** A minute from block to block: pairs keep their prices over time, and write more when time has passed. */
function createClock({ testClient, publicClient }: Devnet) {
  return {
    async advance() {
      const { timestamp } = await publicClient.getBlock()
      await testClient.setNextBlockTimestamp({ timestamp: timestamp + 60n })
    },
  }
}

const depositAbi = parseAbi(['function depositTo(address account) payable'])

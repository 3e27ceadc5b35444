import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeDeployData,
  parseAbi,
  parseEther,
  type Transport,
} from 'viem'
import { entryPoint06Abi, entryPoint06Address } from 'viem/account-abstraction'
import { readContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import { deployDeterministic } from './deployDeterministic.ts'
import { DevnetDeploymentError } from './errors.ts'
import { readArtifact } from './readArtifact.ts'

export type AccountContracts = {
  /** SmartAccountFactory, staked: unstaked, ERC-7562 lets it deploy no account that notes its owner in a module. */
  readonly factory: Address
  /** The account's code behind every proxy that the factory makes. */
  readonly implementation: Address
  /** EcdsaOwnershipRegistryModule. */
  readonly ownershipModule: Address
}

/**
 * Deploys what a modular account (v2, EntryPoint v0.6) is made of, and stakes the factory.
 *
 * @throws DevnetDeploymentError
 */
export async function deployAccountContracts(
  client: Client<Transport, Chain, Account>,
): Promise<AccountContracts> {
  const [implementation, ownershipModule] = await Promise.all([
    deployDeterministic(client, {
      initCode: encodeDeployData({
        ...readArtifact('account-v2/SmartAccount'),
        args: [entryPoint06Address],
      }),
    }),
    deployDeterministic(client, {
      initCode: readArtifact('account-v2/EcdsaOwnershipRegistryModule').bytecode,
    }),
  ])
  const factory = await deployDeterministic(client, {
    initCode: encodeDeployData({
      ...readArtifact('account-v2/SmartAccountFactory'),
      // The factory's owner may only stake it.
      args: [implementation, client.account.address],
    }),
  })
  await stake(client, factory)
  return { factory, implementation, ownershipModule }
}

/** Locks an ether for a day, the least that counts, unless that was done before. */
async function stake(client: Client<Transport, Chain, Account>, factory: Address) {
  const { staked } = await readContract(client, {
    ...{ address: entryPoint06Address, abi: entryPoint06Abi, functionName: 'getDepositInfo' },
    args: [factory],
  })
  if (staked) return
  const { account, chain } = client
  const hash = await writeContract(client, {
    ...{ account, chain, address: factory, abi: stakeAbi, functionName: 'addStake' },
    args: [entryPoint06Address, 86_400],
    value: parseEther('1'),
    gas: 200_000n,
  })
  const { status } = await waitForTransactionReceipt(client, { hash })
  if (status === 'reverted')
    throw new DevnetDeploymentError({ address: factory, reason: 'it could not be staked' })
}

const stakeAbi = parseAbi(['function addStake(address entryPoint, uint32 unstakeDelaySec) payable'])

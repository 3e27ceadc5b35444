import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeDeployData,
  type Transport,
} from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { deployDeterministic } from './deployDeterministic.ts'
import { readArtifact } from './readArtifact.ts'
import { stakeFactory } from './stakeFactory.ts'

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
  await stakeFactory(client, { factory, entryPoint: entryPoint06Address })
  return { factory, implementation, ownershipModule }
}

import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeDeployData,
  type Transport,
} from 'viem'
import { entryPoint07Address } from 'viem/account-abstraction'
import { deployDeterministic } from './deployDeterministic.ts'
import { readArtifact } from './readArtifact.ts'
import { stakeFactory } from './stakeFactory.ts'

export type NexusContracts = {
  /** NexusAccountFactory, staked: unstaked, ERC-7562 lets it deploy no account that notes its owner in a module. */
  readonly factory: Address
  /** NexusBootstrap: what a new account runs to install its first modules. */
  readonly bootstrap: Address
  /** The account's code behind every proxy that the factory makes. */
  readonly implementation: Address
  /** DevnetOwnerValidator, the validator that knows the owner. */
  readonly ownerValidator: Address
}

/** Deploys what a Nexus account (ERC-7579, EntryPoint v0.7) is made of. */
export async function deployNexusContracts(
  client: Client<Transport, Chain, Account>,
): Promise<NexusContracts> {
  const [implementation, bootstrap, ownerValidator] = await Promise.all([
    deployDeterministic(client, {
      initCode: encodeDeployData({
        ...readArtifact('nexus/Nexus'),
        args: [entryPoint07Address],
      }),
    }),
    deployDeterministic(client, { initCode: readArtifact('nexus/NexusBootstrap').bytecode }),
    deployDeterministic(client, { initCode: readArtifact('devnet/DevnetOwnerValidator').bytecode }),
  ])
  const factory = await deployDeterministic(client, {
    initCode: encodeDeployData({
      ...readArtifact('nexus/NexusAccountFactory'),
      // The factory's owner may only stake it.
      args: [implementation, client.account.address],
    }),
  })
  await stakeFactory(client, { factory, entryPoint: entryPoint07Address })
  return { factory, bootstrap, implementation, ownerValidator }
}

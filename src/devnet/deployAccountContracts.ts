import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeDeployData,
  type Transport,
} from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { create2Proxy, deployDeterministic } from './deployDeterministic.ts'
import { readArtifact } from './readArtifact.ts'

export type AccountContracts = {
  /** SmartAccountFactory: unstaked, as a new factory is. */
  readonly factory: Address
  /** The account's code behind every proxy that the factory makes. */
  readonly implementation: Address
  /** EcdsaOwnershipRegistryModule. */
  readonly ownershipModule: Address
}

/** Deploys what a modular account (v2, EntryPoint v0.6) is made of. */
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
      // The factory's owner may only stake it. A fixed one keeps the address fixed.
      args: [implementation, create2Proxy],
    }),
  })
  return { factory, implementation, ownershipModule }
}

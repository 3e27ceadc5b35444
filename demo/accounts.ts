import type { Account } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'
import type { Devnet } from '../src/devnet/index.ts'
import {
  type AccountKind,
  type Deployment,
  forErc7579,
  modularAccountKind,
  nexusAccountKind,
  toModularAccount,
  toNexusAccount,
} from '../src/index.ts'

/** What differs between the accounts with which the story is told. */
export type StoryAccount = {
  /** For people. */
  readonly title: string
  readonly kind: AccountKind
  /** Router and ledger, as this kind of account has them. */
  readonly toDeployment: (deployment: Deployment) => Deployment
  /** The owner's account, which is not deployed yet. */
  readonly create: (devnet: Devnet, owner: Account) => Promise<SmartAccount>
}

export const storyAccounts = {
  modular: {
    title: 'modular Smart Account v2 on EntryPoint v0.6',
    kind: modularAccountKind,
    toDeployment: (deployment) => deployment,
    create({ publicClient: client, accountContracts: { factory, ownershipModule } }, owner) {
      return toModularAccount({ client, owner, factory, ownershipModule })
    },
  },
  nexus: {
    title: 'Nexus, an ERC-7579 account, on EntryPoint v0.7',
    kind: nexusAccountKind,
    toDeployment: forErc7579,
    create: ({ publicClient: client, nexusContracts }, owner) =>
      toNexusAccount({ ...nexusContracts, client, owner }),
  },
} as const satisfies Record<string, StoryAccount>

export type AccountName = keyof typeof storyAccounts

// What the examples in the documentation take for granted.

import type {
  Call,
  ChainGrant,
  CreateGrantParameters,
  Deployment,
  Grant,
  GrantId,
  GrantList,
  GrantRequest,
  GrantStore,
  OwnerApproval,
  SeedSession,
  SentOperation,
  SessionAccount,
  Tokens,
} from 'session-router'
import type { Abi, Address, Client, Hex, PrivateKeyAccount, PublicClient, WalletClient } from 'viem'
import type { BundlerClient, SmartAccount, UserOperation } from 'viem/account-abstraction'

type OwnerAccount = SmartAccount & { readonly client: Client }

declare global {
  // Chains and bundlers.
  const client: PublicClient
  const otherClient: PublicClient
  const bundlerClient: BundlerClient
  const otherBundlerClient: BundlerClient
  const walletClient: WalletClient & {
    sendTransaction(call: { to: Address; data: Hex; value: bigint }): Promise<Hex>
  }
  // The owner.
  const owner: PrivateKeyAccount
  const account: OwnerAccount
  const factory: Address
  const ownershipModule: Address
  const bootstrap: Address
  const ownerValidator: Address
  const implementation: Address
  // The session key.
  const key: PrivateKeyAccount
  const sessionKey: PrivateKeyAccount
  const keyPair: CryptoKeyPair
  const created: PublicKeyCredential & { readonly response: AuthenticatorAttestationResponse }
  const session: SessionAccount
  const passphrase: string
  const privateKey: Hex
  // Grants.
  const deployment: Deployment
  const terms: Omit<CreateGrantParameters, 'validUntil' | 'noExpiry' | 'expiresIn'> & {
    expiresIn: number
  }
  const grant: Grant
  const fresh: Grant
  const older: Grant
  const other: Grant
  const successor: Grant
  const ids: readonly GrantId[]
  const entry: ChainGrant
  const approval: OwnerApproval
  const tokens: Tokens
  const request: GrantRequest
  const store: GrantStore
  const now: number
  const deadline: number
  const text: string
  const json: string
  const abi: Abi
  const show: (grants: GrantList['grants']) => void
  // Calls and operations.
  const calls: readonly Call[]
  const to: Address
  const data: Hex
  const address: Address
  const token: Address
  const spender: Address
  const router: Address
  const vault: Address
  const tokenIn: Address
  const tokenOut: Address
  const executor: Address
  const usdc: Address
  const dai: Address
  const dex: Address
  const pool: Address
  const rewards: Address
  const collection: Address
  const game: Address
  const payee: Address
  const friend: Address
  const userOp: UserOperation<'0.6'>
  const userOperation: UserOperation<'0.6'>
  const sent: SentOperation
  const routing: Hex
  const signature: Hex
  const batchSignature: Hex
  // Sessions of the original framework.
  const seedSessions: readonly SeedSession[]
  const manager: Address
}

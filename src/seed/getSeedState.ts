import { type Address, type Client, type Hex, parseAbi } from 'viem'
import { readContract } from 'viem/actions'
import { type Deployment, defaultDeployment } from '../deployment.ts'

/** What the chain knows of an account's sessions of the original framework. */
export type SeedState = {
  /** Zero: it has none. */
  readonly root: Hex
  /** Wei, over the account's life. */
  readonly budget: bigint
  /** Wei of it that are not spent. */
  readonly left: bigint
  /** Wei of all budgets so far. */
  readonly spent: bigint
  /** Who else may pay; zero: nobody. */
  readonly paymaster: Address
  /** Self-paid operations so far. */
  readonly operations: number
}

/**
 * Reads an account's root, and what its operations in the seed format may cost.
 *
 * @param manager where the root stands; our own by default
 *
 * @example
 * ```ts
 * const { root, left } = await getSeedState(client, { account: account.address, through: 'router' })
 * ```
 */
export async function getSeedState(
  client: Client,
  {
    account,
    through,
    deployment = defaultDeployment,
    manager = deployment.manager,
  }: {
    account: Address
    through: 'router' | 'manager'
    deployment?: Deployment | undefined
    manager?: Address | undefined
  },
): Promise<SeedState> {
  const [root, [budget, paymaster, spent, operations]] = await Promise.all([
    readContract(client, {
      ...{ address: manager, abi, functionName: 'getSessionKeys', args: [account] },
    }),
    readContract(client, {
      ...{ address: deployment.manager, abi, functionName: 'getPaymentsOfSeed' },
      args: [deployment[through], account],
    }),
  ])
  const left = spent < budget ? budget - spent : 0n
  return { root: root.merkleRoot, budget, left, spent, paymaster, operations }
}

const abi = parseAbi([
  'struct SessionStorage { bytes32 merkleRoot; }',
  'function getSessionKeys(address smartAccount) view returns (SessionStorage)',
  'function getPaymentsOfSeed(address router, address account) view returns (uint96 budget, address paymaster, uint128 spent, uint32 operations)',
])

import { type Address, type Client, type Hash, type Hex, parseAbiItem } from 'viem'
import { getLogs } from 'viem/actions'
import { ValidationTraceError } from '../errors.ts'
import { listViolations } from './listViolations.ts'
import { readOperations } from './readOperations.ts'
import { readStaked } from './readStaked.ts'
import { requestTrace } from './requestTrace.ts'
import type { Violation } from './violation.ts'

/** A user operation that was included, and what its validation broke of ERC-7562. */
export type CheckedOperation = {
  readonly userOpHash: Hash
  readonly sender: Address
  readonly transactionHash: Hash
  /** Empty: nothing. */
  readonly violations: readonly Violation[]
}

export type CheckIncludedOperationsParameters = {
  /** Of any version from 0.6 to 0.8. */
  readonly entryPoint: Address
  /** The first block to look at; 0 by default. */
  readonly fromBlock?: bigint | undefined
  /** Wei that count as a stake; 0.1 ether by default. */
  readonly minimumStake?: bigint | undefined
}

/**
 * Checks every user operation that an EntryPoint ever included against ERC-7562: runs its transaction once more, on the state that it
 * found. In the order of inclusion.
 *
 * @throws ValidationTraceError if a transaction does not show the validation of all of its operations; viem's errors if the node does
 * not trace, or has forgotten a state.
 *
 * @example
 * ```ts
 * const checked = await checkIncludedOperations(devnet.publicClient, { entryPoint: devnet.entryPoint })
 * ```
 */
export async function checkIncludedOperations(
  client: Client,
  { entryPoint, fromBlock = 0n, minimumStake }: CheckIncludedOperationsParameters,
): Promise<readonly CheckedOperation[]> {
  const logs = await getLogs(client, { address: entryPoint, event, fromBlock, strict: true })
  const bundles = new Set(logs.map(({ transactionHash }) => transactionHash))
  const checked: CheckedOperation[] = []
  // One after another: the node traces on one thread.
  for (const transactionHash of bundles) {
    const included = logs.filter((log) => log.transactionHash === transactionHash)
    const blockNumber = (included[0]?.blockNumber ?? 0n) - 1n
    const violations = await checkBundle(client, {
      ...{ transactionHash, entryPoint, minimumStake, blockNumber },
      senders: included.map(({ args }) => args.sender),
    })
    for (const [i, { args }] of included.entries()) {
      const { userOpHash, sender } = args
      checked.push({ userOpHash, sender, transactionHash, violations: violations[i] ?? [] })
    }
  }
  return checked
}

/** Operations are validated, and their events emitted, in the order of the bundle. */
async function checkBundle(
  client: Client,
  options: {
    transactionHash: Hash
    entryPoint: Address
    minimumStake: bigint | undefined
    blockNumber: bigint
    senders: readonly Address[]
  },
): Promise<readonly (readonly Violation[])[]> {
  const { transactionHash, entryPoint, senders, ...stakes } = options
  const trace = await requestTrace(client, { transaction: transactionHash })
  const operations = readOperations(trace, entryPoint)
  const found = operations.map(({ sender }) => toKey(sender)).join()
  if (found !== senders.map(toKey).join()) {
    throw new ValidationTraceError({
      reason: `transaction ${transactionHash} included operations of ${senders.join(', ')}, its trace shows ${found || 'none'}`,
    })
  }
  const addresses = operations.flatMap(({ phases }) => phases.map(({ address }) => address))
  const staked = await readStaked(client, { entryPoint, addresses, ...stakes })
  return operations.map((operation) => listViolations(operation, { entryPoint, staked }))
}

function toKey(address: Hex): string {
  return address.toLowerCase()
}

const event = parseAbiItem(
  'event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed)',
)

import { type Address, type Client, getAddress, parseEther } from 'viem'
import { entryPoint06Abi } from 'viem/account-abstraction'
import { readContract } from 'viem/actions'

/** Wei. ERC-7562 leaves it to the chain, and speaks of about a thousand dollars. */
export const defaultMinimumStake = parseEther('0.1')

export type ReadStakedParameters = {
  readonly entryPoint: Address
  readonly addresses: readonly Address[]
  /** Wei that count as a stake; 0.1 ether by default. */
  readonly minimumStake?: bigint | undefined
  /** The latest by default. */
  readonly blockNumber?: bigint | undefined
}

/** Reads which addresses have a stake that counts: enough of it, and locked for a day at least. */
export async function readStaked(
  client: Client,
  parameters: ReadStakedParameters,
): Promise<readonly Address[]> {
  const { entryPoint, addresses, minimumStake = defaultMinimumStake, blockNumber } = parameters
  const distinct = [...new Set(addresses.map((address) => getAddress(address)))]
  const deposits = await Promise.all(
    distinct.map((address) =>
      readContract(client, {
        address: entryPoint,
        // The same words in every version.
        abi: entryPoint06Abi,
        functionName: 'getDepositInfo',
        args: [address],
        ...(blockNumber === undefined ? {} : { blockNumber }),
      }),
    ),
  )
  return distinct.filter((_, i) => {
    const deposit = deposits[i]
    return (
      deposit?.staked && deposit.stake >= minimumStake && deposit.unstakeDelaySec >= minimumDelay
    )
  })
}

/** Seconds. */
const minimumDelay = 86_400

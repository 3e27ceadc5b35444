import {
  type Account,
  type Address,
  type Chain,
  type Client,
  parseAbi,
  parseEther,
  type Transport,
} from 'viem'
import { readContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import { DevnetDeploymentError } from './errors.ts'

/**
 * Locks an ether for a day, the least that counts, unless that was done before: unstaked, ERC-7562 lets a factory deploy no
 * account that notes its owner in a module.
 *
 * @throws DevnetDeploymentError if the client does not own the factory.
 */
export async function stakeFactory(
  client: Client<Transport, Chain, Account>,
  { factory, entryPoint }: { factory: Address; entryPoint: Address },
): Promise<void> {
  const { staked } = await readContract(client, {
    ...{ address: entryPoint, abi, functionName: 'getDepositInfo' },
    args: [factory],
  })
  if (staked) return
  const { account, chain } = client
  const hash = await writeContract(client, {
    ...{ account, chain, address: factory, abi, functionName: 'addStake' },
    args: [entryPoint, 86_400],
    value: parseEther('1'),
    gas: 200_000n,
  })
  const { status } = await waitForTransactionReceipt(client, { hash })
  if (status === 'reverted')
    throw new DevnetDeploymentError({ address: factory, reason: 'it could not be staked' })
}

const abi = parseAbi([
  'function addStake(address entryPoint, uint32 unstakeDelaySec) payable',
  'struct DepositInfo { uint256 deposit; bool staked; uint112 stake; uint32 unstakeDelaySec; uint48 withdrawTime; }',
  'function getDepositInfo(address account) view returns (DepositInfo info)',
])

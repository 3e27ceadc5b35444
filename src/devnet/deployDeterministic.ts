import {
  type Account,
  type Address,
  type Chain,
  type Client,
  concat,
  getCreate2Address,
  type Hex,
  type Transport,
  zeroHash,
} from 'viem'
import { getCode, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { DevnetDeploymentError } from './errors.ts'

/** The CREATE2 proxy that stands at this address on most chains, anvil included. It takes `salt ‖ initCode`. */
export const create2Proxy: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

export type DeployDeterministicParameters = {
  /** Creation code with its constructor arguments. */
  initCode: Hex
  /** Zero by default. */
  salt?: Hex
}

/**
 * Deploys a contract through the CREATE2 proxy, unless it stands there already, and returns its address. The address
 * depends on nothing but `initCode` and `salt`.
 *
 * Many may run at once when the client's account brings a nonce manager.
 *
 * @throws {@link DevnetDeploymentError} if there is no code afterwards.
 */
export async function deployDeterministic(
  client: Client<Transport, Chain, Account>,
  { initCode, salt = zeroHash }: DeployDeterministicParameters,
): Promise<Address> {
  const address = getCreate2Address({ from: create2Proxy, bytecode: initCode, salt })
  if (await getCode(client, { address })) return address

  // A fixed limit saves an estimation per contract; the largest (the EntryPoint) takes about half.
  const hash = await sendTransaction(client, {
    to: create2Proxy,
    data: concat([salt, initCode]),
    gas: 10_000_000n,
  })
  const { status } = await waitForTransactionReceipt(client, { hash })
  if (status === 'reverted')
    throw new DevnetDeploymentError({ address, reason: 'its creation reverted' })
  if (!(await getCode(client, { address })))
    throw new DevnetDeploymentError({ address, reason: 'there is no code at that address' })
  return address
}

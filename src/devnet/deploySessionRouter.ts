import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeDeployData,
  type Transport,
} from 'viem'
import type { Deployment } from '../deployment.ts'
import { deployDeterministic } from './deployDeterministic.ts'
import { readArtifact } from './readArtifact.ts'

/** Where this project's contracts stand. */
export type SessionRouterContracts = {
  readonly router: Address
  readonly manager: Address
  readonly validator: Address
  readonly modules: Deployment['modules']
}

/**
 * Deploys manager, routers and modules through the CREATE2 proxy with salt zero: the same addresses on every chain.
 * What stands there already is left alone. One transaction after another, so any client will do.
 *
 * @throws DevnetDeploymentError if a contract does not come to stand at its address.
 */
export async function deploySessionRouter(
  client: Client<Transport, Chain, Account>,
): Promise<SessionRouterContracts> {
  const deploy = (name: string, args: readonly Address[] = []) =>
    deployDeterministic(client, {
      initCode: encodeDeployData({ ...readArtifact(`contracts/${name}`), args: [...args] }),
    })
  const manager = await deploy('SessionKeyManager')
  const router = await deploy('BatchedSessionRouter', [manager])
  const validator = await deploy('SessionRouterValidator')
  const approve = await deploy('ERC20ApprovalSVM')
  const swap = await deploy('DEXSwapSVM')
  const stake = await deploy('ERC20StakeSVM')
  const rules = await deploy('ABIRulesSVM')
  const transfer = await deploy('ERC20TransferSVM')
  const swapV3 = await deploy('UniswapV3SwapSVM')
  const nativeTransfer = await deploy('NativeTransferSVM')
  const nftTransfer = await deploy('NFTTransferSVM')
  const contractCall = await deploy('ContractCallSVM')
  return {
    ...{ router, manager, validator },
    modules: {
      ...{ approve, swap, stake, rules, transfer, swapV3 },
      ...{ nativeTransfer, nftTransfer, contractCall },
    },
  }
}

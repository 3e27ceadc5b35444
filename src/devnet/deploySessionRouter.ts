import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeDeployData,
  type Transport,
} from 'viem'
import type { Deployment } from '../deployment.ts'
import { originalManagers } from '../seed/originalManagers.ts'
import { moduleContracts } from '../svm/moduleContracts.ts'
import { deployDeterministic } from './deployDeterministic.ts'
import { readArtifact } from './readArtifact.ts'

/** Where this project's contracts stand. */
export type SessionRouterContracts = {
  readonly router: Address
  readonly manager: Address
  readonly validator: Address
  readonly keyVerifier: Address
  readonly depositAll: Address
  readonly modules: Deployment['modules']
}

/**
 * Deploys key verifier, manager, routers and modules through the CREATE2 proxy with salt zero: the same addresses on every chain.
 * What stands there already is left alone. One transaction after another, so any client will do.
 *
 * @throws DevnetDeploymentError if a contract does not come to stand at its address.
 */
export async function deploySessionRouter(
  client: Client<Transport, Chain, Account>,
): Promise<SessionRouterContracts> {
  const deploy = (name: string, args: readonly (Address | readonly Address[])[] = []) =>
    deployDeterministic(client, {
      initCode: encodeDeployData({ ...readArtifact(`contracts/${name}`), args: [...args] }),
    })
  const keyVerifier = await deploy('KeyVerifier')
  const manager = await deploy('SessionKeyManager', [keyVerifier])
  const router = await deploy('BatchedSessionRouter', [manager, originalManagers])
  const validator = await deploy('SessionRouterValidator', [keyVerifier])
  const depositAll = await deploy('DepositAll')
  const modules: [string, Address][] = []
  for (const [name, contract] of Object.entries(moduleContracts)) {
    modules.push([name, await deploy(contract)])
  }
  return {
    ...{ router, manager, validator, keyVerifier, depositAll },
    // The names are those of the type, one address each.
    modules: Object.fromEntries(modules) as Deployment['modules'],
  }
}

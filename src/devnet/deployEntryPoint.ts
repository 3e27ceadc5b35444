import {
  type Account,
  type Address,
  type Chain,
  type Client,
  isAddressEqual,
  type Transport,
} from 'viem'
import { entryPoint06Address } from 'viem/account-abstraction'
import { deployDeterministic } from './deployDeterministic.ts'
import { DevnetDeploymentError } from './errors.ts'
import { readPackageArtifact } from './readArtifact.ts'

/**
 * Deploys EntryPoint v0.6, byte for byte the one of the public chains, to its canonical address.
 *
 * @throws {@link DevnetDeploymentError} if the bytecode at hand would land elsewhere.
 */
export async function deployEntryPoint(
  client: Client<Transport, Chain, Account>,
): Promise<Address> {
  const { bytecode } = readPackageArtifact(
    '@account-abstraction/contracts/artifacts/EntryPoint.json',
  )
  const address = await deployDeterministic(client, { initCode: bytecode })
  if (!isAddressEqual(address, entryPoint06Address))
    throw new DevnetDeploymentError({
      address,
      reason: `the EntryPoint belongs at ${entryPoint06Address}`,
    })
  return entryPoint06Address
}

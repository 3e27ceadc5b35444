import {
  type Account,
  type Address,
  type Chain,
  type Client,
  type Hex,
  isAddressEqual,
  type Transport,
} from 'viem'
import {
  entryPoint06Address,
  entryPoint07Address,
  entryPoint08Address,
} from 'viem/account-abstraction'
import { deployDeterministic } from './deployDeterministic.ts'
import { DevnetDeploymentError } from './errors.ts'
import { readPackageArtifact } from './readArtifact.ts'

/** The EntryPoints that the devnet knows. */
export type DevnetEntryPointVersion = keyof typeof entryPoints

export type DeployEntryPointParameters = {
  readonly version: DevnetEntryPointVersion
}

/**
 * Deploys an EntryPoint, byte for byte the one of the public chains, to its canonical address.
 *
 * @throws {@link DevnetDeploymentError} if the bytecode at hand would land elsewhere.
 */
export async function deployEntryPoint(
  client: Client<Transport, Chain, Account>,
  { version }: DeployEntryPointParameters,
): Promise<Address> {
  const { packageName, salt, canonical } = entryPoints[version]
  const { bytecode } = readPackageArtifact(`${packageName}/artifacts/EntryPoint.json`)
  const address = await deployDeterministic(client, { initCode: bytecode, salt })
  if (!isAddressEqual(address, canonical))
    throw new DevnetDeploymentError({
      address,
      reason: `EntryPoint v${version} belongs at ${canonical}`,
    })
  return canonical
}

type EntryPointSource = {
  readonly packageName: string
  /** What the authors gave the CREATE2 proxy, so that the address begins as it does. */
  readonly salt: Hex
  readonly canonical: Address
}

const entryPoints = {
  '0.6': {
    packageName: '@account-abstraction/contracts',
    salt: `0x${'00'.repeat(32)}`,
    canonical: entryPoint06Address,
  },
  '0.7': {
    packageName: 'account-abstraction-0.7',
    salt: '0x90d8084deab30c2a37c45e8d47f49f2f7965183cb6990a98943ef94940681de3',
    canonical: entryPoint07Address,
  },
  '0.8': {
    packageName: 'account-abstraction-0.8',
    salt: '0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9',
    canonical: entryPoint08Address,
  },
} as const satisfies Record<string, EntryPointSource>

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Abi, Hex } from 'viem'

const require = createRequire(import.meta.url)
const artifacts = join(import.meta.dirname, '..', '..', 'artifacts')

export type Artifact = { readonly abi: Abi; readonly bytecode: Hex }

/** Reads a contract committed under `artifacts`, such as `devnet/DemoToken`. */
export function readArtifact(name: string): Artifact {
  return parseArtifact(readFileSync(join(artifacts, `${name}.json`), 'utf8'))
}

/** Reads a contract from an npm package's JSON file, such as `@uniswap/v2-core/build/UniswapV2Pair.json`. */
export function readPackageArtifact(path: string): Artifact {
  return parseArtifact(readFileSync(require.resolve(path), 'utf8'))
}

/** Both come pinned with the project, so their shape is taken as it is. Some packages leave out the `0x`. */
function parseArtifact(json: string): Artifact {
  const { abi, bytecode } = JSON.parse(json) as { abi: Abi; bytecode: string }
  return { abi, bytecode: bytecode.startsWith('0x') ? (bytecode as Hex) : `0x${bytecode}` }
}

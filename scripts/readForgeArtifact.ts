import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Abi, Hex } from 'viem'

/** Contracts that are deployed as forge's profile `small` compiles them: for 200 runs, because for a million they would be too large. */
export const smallContracts = ['SessionRouterValidator']

export type ForgeArtifact = { abi: Abi; bytecode: Hex; deployedBytecode: Hex }

/** Reads what forge made of a contract that is to be deployed. */
export function readForgeArtifact(name: string): ForgeArtifact {
  const out = smallContracts.includes(name) ? 'out/small' : 'out/deploy'
  const file = join(import.meta.dirname, '..', out, `${name}.sol`, `${name}.json`)
  const { abi, bytecode, deployedBytecode } = JSON.parse(readFileSync(file, 'utf8'))
  return { abi, bytecode: bytecode.object, deployedBytecode: deployedBytecode.object }
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import type { Hex } from 'viem'
import type { Mutant } from './listMutants.ts'

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, '..', '..', '..')

type Output = {
  readonly contracts?: {
    readonly [file: string]: {
      readonly [name: string]: { readonly evm: { readonly deployedBytecode: { object: string } } }
    }
  }
}

/**
 * Compiles versions of a module, all in one run of the compiler, which so reads what they import once. The first is the module itself; one
 * that does not compile has no code. Without optimization, and without the intermediate representation where the stack allows it: that takes
 * a tenth of the time.
 */
export function compileMutants(
  file: string,
  [own, ...mutants]: readonly [Mutant, ...Mutant[]],
): readonly (Hex | undefined)[] {
  const [plain] = compile(file, { versions: [own], viaIR: false })
  const viaIR = plain === undefined
  const codes = compile(file, { versions: [own, ...mutants], viaIR })
  // One that does not compile keeps the compiler from all of them.
  if (codes.length > 0 && codes.every((code) => code !== undefined)) return codes
  return [own, ...mutants].map((mutant) => compile(file, { versions: [mutant], viaIR })[0])
}

function compile(
  file: string,
  { versions, viaIR }: { versions: readonly Mutant[]; viaIR: boolean },
): readonly (Hex | undefined)[] {
  const solc = require('solc')
  const contract = posix.basename(file, '.sol')
  // In the module's folder, so that they import what it imports.
  const files = versions.map((_, i) => `${posix.dirname(file)}/version${i}.sol`)
  const sources = Object.fromEntries(
    versions.map(({ source }, i) => [files[i] ?? '', { content: source }]),
  )
  const outputSelection = Object.fromEntries(
    files.map((name) => [name, { [contract]: ['evm.deployedBytecode.object'] }]),
  )
  const optimizer = {
    enabled: viaIR,
    ...(viaIR ? { details: { yul: true, yulDetails: { optimizerSteps: 'u:' } } } : {}),
  }
  const settings = { evmVersion: 'cancun', viaIR, optimizer, outputSelection }
  const output: Output = JSON.parse(
    solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), {
      import: (path: string) => ({ contents: readFileSync(resolve(path), 'utf8') }),
    }),
  )
  return files.map((name) => {
    const code = output.contracts?.[name]?.[contract]?.evm.deployedBytecode.object
    return code ? (`0x${code}` as const) : undefined
  })
}

/** As foundry.toml maps imports. */
function resolve(path: string): string {
  if (path.startsWith('src/')) return join(root, 'contracts', path)
  if (path.startsWith('@openzeppelin/')) return join(root, 'node_modules', path)
  if (path.startsWith('solady/')) return join(root, 'node_modules/solady/src', path.slice(7))
  return join(root, path)
}

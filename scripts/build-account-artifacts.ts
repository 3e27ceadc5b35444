/**
 * Builds the modular account (v2) that the devnet and the tests run against, from its own npm package with its own
 * compiler and settings, into `artifacts/account-v2`. `--check` rebuilds and compares instead of writing.
 *
 * The output is committed: this takes about a minute, and its compiler is no dependency of the project.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { renderProvenance } from './build-account-artifacts/renderProvenance.ts'
import {
  accountPackages,
  accountSettings,
  accountSources,
} from './build-account-artifacts/settings.ts'
import { fetchPackage } from './fetchPackage.ts'

const root = join(import.meta.dirname, '..')
const target = join(root, 'artifacts', 'account-v2')

/** What this script reads of solc's standard JSON output. */
type CompilerOutput = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly sources: Record<string, unknown>
  readonly contracts: Record<string, Record<string, CompiledContract>>
}
type CompiledContract = {
  readonly abi: unknown
  readonly evm: {
    readonly bytecode: { readonly object: string }
    readonly deployedBytecode: { readonly object: string }
  }
}

const work = createWorkFolder()
try {
  const files = buildFiles(work)
  if (process.argv.includes('--check')) checkFiles(files)
  else writeFiles(files)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function createWorkFolder(): string {
  const cache = join(root, 'cache')
  mkdirSync(cache, { recursive: true })
  return mkdtempSync(join(cache, 'account-v2-'))
}

/** Returns every file of `artifacts/account-v2` by name, with its content. */
function buildFiles(folder: string): Map<string, string> {
  for (const pack of accountPackages) fetchPackage({ folder, ...pack })
  const sources = new Map<string, string>()
  const output = compile({ folder, sources })

  const files = new Map<string, string>()
  for (const [source, contractName] of Object.entries(accountSources)) {
    const contract = output.contracts[source]?.[contractName]
    if (!contract) throw new Error(`${contractName} is not in the compiler's output for ${source}.`)
    const { abi, evm } = contract
    const artifact = {
      contractName,
      abi,
      bytecode: `0x${evm.bytecode.object}`,
      deployedBytecode: `0x${evm.deployedBytecode.object}`,
    }
    files.set(`${contractName}.json`, `${JSON.stringify(artifact)}\n`)
  }
  files.set('PROVENANCE.md', renderProvenance(sources))
  for (const { licence, licenceCopy } of accountPackages) {
    if (licence && licenceCopy) files.set(licenceCopy, readFileSync(join(folder, licence), 'utf8'))
  }
  return files
}

function compile(options: { folder: string; sources: Map<string, string> }): CompilerOutput {
  const { folder, sources } = options
  const read = (path: string) => {
    const inAccountPackage = path.startsWith('contracts/')
    const file = inAccountPackage
      ? join(folder, 'node_modules', '@biconomy-devx/account-contracts-v2', path)
      : join(folder, 'node_modules', path)
    if (!existsSync(file)) return { error: `${path} not found` }
    const contents = readFileSync(file, 'utf8')
    sources.set(path, contents)
    return { contents }
  }
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      Object.keys(accountSources).map((path) => [path, { content: read(path).contents ?? '' }]),
    ),
    settings: accountSettings,
  }
  const output = callCompiler({ folder, input: JSON.stringify(input), read })
  const fatal = output.errors?.filter(({ severity }) => severity === 'error') ?? []
  if (fatal.length > 0) throw new Error(fatal.map((error) => error.formattedMessage).join('\n'))
  return output
}

/** Calls the WebAssembly compiler itself: solc's npm wrapper would bring five more packages. */
function callCompiler(options: {
  folder: string
  input: string
  read: (path: string) => { contents?: string; error?: string }
}): CompilerOutput {
  const { folder, input, read } = options
  const soljson = createRequire(import.meta.url)(join(folder, 'node_modules', 'solc', 'soljson.js'))
  const writeString = (text: string): number => {
    const size = soljson.lengthBytesUTF8(text)
    const pointer: number = soljson._solidity_alloc(size + 1)
    soljson.stringToUTF8(text, pointer, size + 1)
    return pointer
  }
  const callback = soljson.addFunction(
    (_context: number, _kind: number, data: number, contents: number, error: number) => {
      const found = read(soljson.UTF8ToString(data))
      const [slot, text] =
        found.contents === undefined ? [error, found.error] : [contents, found.contents]
      soljson.setValue(slot, writeString(text ?? ''), '*')
    },
    'viiiii',
  )
  const compileStandard = soljson.cwrap('solidity_compile', 'string', [
    'string',
    'number',
    'number',
  ])
  return JSON.parse(compileStandard(input, callback, 0)) as CompilerOutput
}

function writeFiles(files: Map<string, string>): void {
  mkdirSync(target, { recursive: true })
  for (const [name, content] of files) {
    writeFileSync(join(target, name), content)
    process.stdout.write(`wrote artifacts/account-v2/${name}\n`)
  }
}

function checkFiles(files: Map<string, string>): void {
  const stale = [...files].filter(([name, content]) => {
    const path = join(target, name)
    return !existsSync(path) || readFileSync(path, 'utf8') !== content
  })
  if (stale.length === 0) {
    process.stdout.write(`artifacts/account-v2: ${files.size} files rebuilt, all identical\n`)
    return
  }
  process.stderr.write(
    `artifacts/account-v2 differs from a rebuild: ${stale.map(([name]) => name).join(', ')}\n`,
  )
  process.exitCode = 1
}

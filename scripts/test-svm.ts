// Runs the conformance kit on modules: `npm run test:svm -- Transfer --cases 10000`. A module of this project is named by its name in a
// deployment or by its contract; none named: all of them. A module of another project is given by files:
//   npm run test:svm -- --artifact out/MySVM.json --twin my.ts --suite mySuite.ts --source contracts/MySVM.sol
// The twin's file exports the module made by `defineModule` as `twin`, the suite's file its cases as `suite`. Without --source, no mutants.
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { startDevnet } from '../src/devnet/index.ts'
import { type ModuleName, moduleContracts } from '../src/svm/moduleContracts.ts'
import { type CheckName, checks, formatResults, runKit } from '../test/svm/kit/runKit.ts'
import type { ModuleUnderTest } from '../test/svm/kit/suite.ts'
import { loadModule } from '../test/svm/loadModule.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
    only: { type: 'string' },
    artifact: { type: 'string' },
    twin: { type: 'string' },
    suite: { type: 'string' },
    source: { type: 'string' },
  },
})
const cases = Number(values.cases)
const seed = Number(values.seed)
const only = (values.only?.split(',') ?? Object.keys(checks)).filter(
  (name) => name !== 'mutants' || values.artifact === undefined || values.source !== undefined,
)
const unknown = only.filter((name) => !(name in checks))
if (unknown.length > 0) throw new Error(`There is no check ${unknown}: ${Object.keys(checks)}.`)

const modules = values.artifact === undefined ? positionalModules() : [await readOutsider()]
const devnet = await startDevnet()
let failed = false
try {
  for (const module of modules) {
    // Each of them is the name of a check.
    const results = await runKit({ module, devnet, cases, seed, only: only as CheckName[] })
    failed ||= [...results.values()].some(({ findings }) => findings.length > 0)
    process.stdout.write(`${module.twin.contract}, seed ${seed}:\n${formatResults(results)}\n`)
  }
} finally {
  await devnet.stop()
}
process.exitCode = failed ? 1 : 0

function positionalModules(): readonly ModuleUnderTest[] {
  const named = Object.entries(moduleContracts)
  const chosen = positionals.map((wanted) => {
    const found = named.find(([name, contract]) =>
      [name, contract, contract.slice(0, -3)].includes(wanted),
    )
    if (!found) throw new Error(`There is no module ${wanted}: ${Object.values(moduleContracts)}.`)
    return found
  })
  // The keys of the list are the names.
  return (chosen.length > 0 ? chosen : named).map(([name]) => loadModule(name as ModuleName))
}

async function readOutsider(): Promise<ModuleUnderTest> {
  const { artifact, twin, suite, source = '' } = values
  if (!artifact || !twin || !suite) throw new Error('Name --artifact, --twin and --suite.')
  const { abi, bytecode } = JSON.parse(readFileSync(artifact, 'utf8'))
  const load = (path: string) => import(pathToFileURL(resolve(path)).href)
  return {
    twin: (await load(twin)).twin,
    // As forge or as this project writes it.
    artifact: { abi, bytecode: bytecode.object ?? bytecode },
    source: relative(resolve(import.meta.dirname, '..'), resolve(source)),
    suite: (await load(suite)).suite,
  }
}

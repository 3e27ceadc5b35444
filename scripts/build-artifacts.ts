// Compiles the contracts and writes what everything else reads: ABIs as TypeScript, bytecode as JSON, and the addresses that the
// CREATE2 proxy gives them. With --check it writes nothing and fails if what is committed differs.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Abi,
  type Address,
  concat,
  encodeAbiParameters,
  getContractAddress,
  type Hex,
} from 'viem'
import { originalManagers } from '../src/seed/originalManagers.ts'
import { moduleContracts } from '../src/svm/moduleContracts.ts'
import { findForge } from './findForge.ts'
import { readForgeArtifact, smallContracts } from './readForgeArtifact.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const check = process.argv.includes('--check')

/** The deterministic deployment proxy that anvil and most chains carry. */
const create2Proxy: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'
const salt: Hex = `0x${'00'.repeat(32)}`

const contracts = [
  ...['KeyVerifier', 'SessionKeyManager', 'BatchedSessionRouter', 'SessionRouterValidator'],
  // Code that manager and router run as their own, and create.
  ...['SeedFormat', 'SeedSingleCall'],
  'DepositAll',
  ...Object.values(moduleContracts),
]

const devnetContracts = [
  ...['DemoToken', 'DemoVault', 'DevnetOwnerValidator'],
  ...['DemoStaking', 'DemoLendingPool', 'DemoCollection', 'DemoItems'],
  ...['SixDecimalsToken', 'FeeToken', 'SilentToken', 'AbiSeedModule', 'ModuleProbe'],
] as const

/** What `npm run bench:gas` measures with, beside what is measured. */
const benchContracts = [
  'OriginalApprovalSVM',
  'OriginalSwapSVM',
  'OriginalStakeSVM',
  'BenchPaymaster',
] as const

/** What the ERC-7562 check and the conformance kit are tested with. */
const badModules = readdirSync(join(root, 'contracts/devnet/badModules')).map((file) =>
  file.replace('.sol', ''),
)

compile('deploy', ['contracts/src', 'contracts/devnet'])
compile(
  'small',
  smallContracts.map((name) => `contracts/src/${name}.sol`),
)

// Apart: what is compiled together decides how the compiler orders functions.
compile('deploy', ['contracts/bench'])

const artifacts = new Map(contracts.map((name) => [name, readForgeArtifact(name)]))

const stale: string[] = []
for (const [name, { abi, bytecode }] of artifacts) {
  emit(`artifacts/contracts/${name}.json`, toJson({ contractName: name, abi, bytecode }))
  emit(`src/abis/generated/${toIdentifier(name)}.ts`, toAbiModule(toIdentifier(name), abi))
}
emit('artifacts/contracts/modules.json', toJson(moduleContracts))
for (const name of devnetContracts) {
  const { abi, bytecode } = readForgeArtifact(name)
  emit(`artifacts/devnet/${name}.json`, toJson({ contractName: name, abi, bytecode }))
}
for (const name of benchContracts) {
  const { abi, bytecode } = readForgeArtifact(name)
  emit(`artifacts/bench/${name}.json`, toJson({ contractName: name, abi, bytecode }))
}
for (const name of badModules) {
  const { abi, bytecode } = readForgeArtifact(name)
  emit(`artifacts/devnet/badModules/${name}.json`, toJson({ contractName: name, abi, bytecode }))
}
emit('src/abis/generated/errorsAbi.ts', toAbiModule('errorsAbi', listErrors()))
emit('src/abis/generated/index.ts', toIndex([...contracts.map(toIdentifier), 'errorsAbi']))
emit('src/abis/generated/deployment.ts', toDeployment())
emit('src/svm/generatedModules.ts', toModules())

if (stale.length > 0) {
  process.stderr.write(
    `Generated files differ from the contracts: ${stale.join(', ')}\nRun \`npm run build:artifacts\` and commit the result.\n`,
  )
  process.exitCode = 1
}

function compile(profile: 'deploy' | 'small', paths: readonly string[]) {
  execFileSync(findForge(), ['build', ...paths], {
    cwd: root,
    env: { ...process.env, FOUNDRY_PROFILE: profile },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function emit(path: string, text: string) {
  const file = join(root, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  if (check) {
    stale.push(path)
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function toJson(value: unknown) {
  return `${JSON.stringify(value, null, 1)}\n`
}

/** What an ABI is called in TypeScript: that of `ERC20ApprovalSVM` is `erc20ApprovalSvmAbi`. */
function toIdentifier(name: string) {
  const words = name.replace(/SVM$/, 'Svm')
  return `${words.replace(/^[A-Z0-9]+(?=[A-Z])|^[A-Z]/, (start) => start.toLowerCase())}Abi`
}

/** The errors of all contracts, each once: whoever decodes a refusal needs nothing else of them. */
function listErrors(): Abi {
  const errors = [...artifacts.values()].flatMap(({ abi }) =>
    abi.filter((item) => item.type === 'error'),
  )
  return [...new Map(errors.map((error) => [error.name, error])).values()]
}

function toAbiModule(identifier: string, abi: Abi) {
  return `// Generated by scripts/build-artifacts.ts from the contract. Do not edit.\nexport const ${identifier} = ${JSON.stringify(abi, null, 2)} as const\n`
}

function toIndex(identifiers: readonly string[]) {
  const lines = identifiers.map(
    (identifier) => `export { ${identifier} } from './${identifier}.ts'`,
  )
  return `// Generated by scripts/build-artifacts.ts. Do not edit.\n${lines.join('\n')}\nexport { generatedDeployment } from './deployment.ts'\n`
}

function toDeployment() {
  const keyVerifier = addressOf('KeyVerifier')
  const manager = addressOf('SessionKeyManager', keyVerifier)
  const modules = Object.entries(moduleContracts).map(([name, contract]) => [
    name,
    addressOf(contract),
  ])
  const deployment = {
    router: addressOf('BatchedSessionRouter', manager, originalManagers),
    manager,
    validator: addressOf('SessionRouterValidator', keyVerifier),
    keyVerifier,
    depositAll: addressOf('DepositAll'),
    modules: Object.fromEntries(modules),
  }
  return `// Generated by scripts/build-artifacts.ts: the addresses that the CREATE2 proxy gives these contracts with salt 0. Do not edit.\nexport const generatedDeployment = ${JSON.stringify(deployment, null, 2)} as const\n`
}

/** The twins by the modules' names: that of `ERC20ApprovalSVM` is `erc20Approval` in `erc20Approval.ts`. */
function toModules() {
  const twins = Object.entries(moduleContracts).map(
    ([name, contract]) => [name, toIdentifier(contract).replace('SvmAbi', '')] as const,
  )
  const imports = twins.map(([, twin]) => twin).sort()
  return [
    '// Generated by scripts/build-artifacts.ts from moduleContracts.ts. Do not edit.',
    ...imports
      .concat('defineModule', 'moduleContracts')
      .sort()
      .map((file) => {
        if (file === 'defineModule')
          return "import type { AnySessionModule } from './defineModule.ts'"
        if (file === 'moduleContracts')
          return "import type { ModuleName } from './moduleContracts.ts'"
        return `import { ${file} } from './${file}.ts'`
      }),
    '',
    '/** Every module that this version knows, by its name in a deployment. */',
    'export const modules: { readonly [name in ModuleName]: AnySessionModule } = {',
    ...twins.map(([name, twin]) => (name === twin ? `  ${name},` : `  ${name}: ${twin},`)),
    '}',
    '',
  ].join('\n')
}

function addressOf(
  name: string,
  ...constructorArguments: readonly (Address | readonly Address[])[]
): Address {
  const { bytecode } = artifacts.get(name) ?? readForgeArtifact(name)
  const types = constructorArguments.map((one) => ({
    type: typeof one === 'string' ? 'address' : 'address[]',
  }))
  return create2Address(concat([bytecode, encodeAbiParameters(types, constructorArguments)]))
}

function create2Address(initCode: Hex) {
  return getContractAddress({ opcode: 'CREATE2', from: create2Proxy, salt, bytecode: initCode })
}

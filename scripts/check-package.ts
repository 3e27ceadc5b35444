// Builds the package, packs it, installs it into an empty project, and uses it there as others would. Exits with 1 if anything is wrong.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { build as buildWithVite } from 'vite'
import { consumer, nodeConsumer } from './check-package/consumer.ts'
import { bundle, measureCore } from './check-package/measureCore.ts'

/** Bytes, minified and compressed. The promise is 12 000; until it is kept, this only keeps the core from growing. */
const coreLimit = 40_000

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const project = mkdtempSync(join(tmpdir(), 'session-router-package-'))
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const run = (command: string, args: readonly string[], cwd = project) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

async function check(what: string, find: () => unknown) {
  const started = performance.now()
  try {
    const found = await find()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`ok   ${what}${found === undefined ? '' : `: ${found}`} (${seconds} s)`)
  } catch (error) {
    process.exitCode = 1
    const said = error instanceof Error && 'stdout' in error ? `${error.stdout}` : ''
    console.log(`FAIL ${what}: ${error}\n${said}`)
  }
}

function demand(condition: boolean, otherwise: string) {
  if (!condition) throw new Error(otherwise)
}

await check(
  'build',
  () => void run(process.execPath, ['--import', 'tsx', 'scripts/build-package.ts'], root),
)

// Without a package there is nothing to look at.
if (process.exitCode === 1) process.exit()

const pack = () => {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', project], dist))
  return packed as { filename: string; files: { path: string }[] }
}
const { filename, files } = pack()
const tarball = join(project, filename)

await check('holds what it should, and nothing else', () => {
  const paths = files.map(({ path }) => path)
  const allowed = /^(package\.json|LICENSE|README\.md|schemas\/[\w.-]+\.json|[\w/]+\.(js|d\.ts))$/
  const wrong = paths.filter((path) => !allowed.test(path) || /test|devnet/.test(path))
  demand(wrong.length === 0, wrong.join(', '))
  return `${paths.length} files`
})

await check('publint', async () => {
  const { messages } = await publint({ pkgDir: dist, strict: true })
  const pkg = JSON.parse(readFileSync(join(dist, 'package.json'), 'utf8'))
  demand(messages.length === 0, messages.map((one) => formatMessage(one, pkg)).join('\n'))
})

await check('arethetypeswrong', () => {
  // JSON has no types to be wrong.
  const entries = ['--exclude-entrypoints', './package.json', './schemas/*.json']
  run(bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'json', ...entries])
})

await check('no Node built-ins in the browser entry, and they would be seen', async () => {
  const isNode = ({ path }: { path: string }) => path.startsWith('node:')
  const [browser, node] = await Promise.all([
    bundle({ contents: "export * from './index.js'", dist }),
    bundle({ contents: "export * from './node/index.js'", dist }),
  ])
  demand(!browser.imports.some(isNode), 'It imports one.')
  demand(node.imports.some(isNode), 'The check does not see those of the Node entry.')
})

await check('core', async () => {
  const bytes = await measureCore(dist)
  demand(bytes <= coreLimit, `${bytes} bytes, of at most ${coreLimit}`)
  return `${bytes} bytes, minified and compressed, of at most ${coreLimit}`
})

await check('installs into an empty project', () => {
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock']
  run('npm', ['install', ...quiet, tarball, `viem@${devDependencies.viem}`])
  writeFileSync(join(project, 'browser.ts'), consumer)
  writeFileSync(join(project, 'node.ts'), nodeConsumer)
})

const compilerOptions = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ target: 'es2022', lib: ['es2023', 'dom'], types: [], skipLibCheck: false },
  ...{ resolveJsonModule: true, outDir: 'out', rootDir: '.' },
}
for (const [resolution, module] of [
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
]) {
  await check(`compiles with moduleResolution ${resolution}`, () => {
    const options = { ...compilerOptions, module, moduleResolution: resolution }
    const config = { compilerOptions: options, files: ['browser.ts', 'node.ts'] }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
    run(bin('tsc'), ['-p', '.'])
  })
}

let id = ''
await check('runs under Node', () => {
  id = run(process.execPath, ['out/browser.js'])
  demand(/^0x[0-9a-f]{64}$/.test(id), `It printed ${id}.`)
  demand(/^0x/.test(run(process.execPath, ['out/node.js'])), 'The key has no address.')
})

await check('runs after Vite has bundled it for a browser', async () => {
  await buildWithVite({
    ...{ root: project, logLevel: 'error', configFile: false },
    build: {
      ...{ outDir: 'vite', minify: true },
      lib: { entry: join(project, 'browser.ts'), formats: ['es'], fileName: 'browser' },
    },
  })
  const output = join(project, 'vite', 'browser.js')
  demand(!/from\s*["']node:/.test(readFileSync(output, 'utf8')), 'It imports a Node built-in.')
  demand(run(process.execPath, [output]) === id, 'It does not say what it says under Node.')
})

rmSync(project, { recursive: true, force: true })

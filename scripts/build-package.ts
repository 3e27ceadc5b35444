// Builds the package that is published, complete with its own package.json, into dist/.
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
const tsc = join(root, 'node_modules', '.bin', 'tsc')
execFileSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })

// The compiler rewrites the extensions of imports in code, and leaves them in declarations.
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue
  const path = join(dist, name)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace(/((?:from|import\()\s*'\.{1,2}\/[^']*)\.ts'/g, "$1.js'"))
}

for (const name of ['LICENSE', 'README.md', 'schemas']) {
  cpSync(join(root, name), join(dist, name), { recursive: true })
}

const { name, version, description, license, engines, peerDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)
const entry = (file: string) => ({ types: `./${file}.d.ts`, default: `./${file}.js` })
const published = {
  ...{ name, version, description, license, type: 'module', sideEffects: false },
  exports: {
    '.': entry('index'),
    './node': entry('node/index'),
    './schemas/*.json': './schemas/*.json',
    './package.json': './package.json',
  },
  ...{ engines, peerDependencies },
}
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)

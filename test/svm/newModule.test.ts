import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const copy = mkdtempSync(join(tmpdir(), 'session-router-new-svm-'))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

const folders = ['artifacts', 'contracts', 'demo', 'examples', 'scripts', 'src', 'test']
const files = ['foundry.toml', 'package.json', 'tsconfig.json']
/** What the compiler has left, if it ran here before: it saves a minute. */
const caches = ['cache', 'out/deploy', 'out/small'].filter((name) => existsSync(join(root, name)))

function run(command: string, ...args: readonly string[]): string {
  const env = { ...process.env, TSX_DISABLE_CACHE: '1' }
  return execFileSync(join(copy, 'node_modules/.bin', command), args, {
    ...{ cwd: copy, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  })
}

/** Compiles every contract anew: a minute and more, so that `npm run test:deep` asks for it. */
describe.runIf(process.env.NEW_SVM)('npm run new:svm', () => {
  test('default: what it writes passes the conformance kit at once', { timeout: 600_000 }, () => {
    for (const name of [...folders, ...files, ...caches]) {
      cpSync(join(root, name), join(copy, name), { recursive: true, errorOnExist: false })
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    run('tsx', 'scripts/new-svm.ts', 'PokeVault')
    run('tsx', 'scripts/build-artifacts.ts')
    run('tsx', 'test/vectors/generate.ts')
    run('tsc', '--noEmit')
    const report = run('tsx', 'scripts/test-svm.ts', 'PokeVault', '--cases', '500')
    expect(report.match(/passed/g)).toHaveLength(7)
    expect(() => run('tsx', 'scripts/new-svm.ts', 'PokeVault')).toThrow('there already')
  })
})

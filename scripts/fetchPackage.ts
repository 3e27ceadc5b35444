import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'

export type FetchPackageParameters = {
  /** Existing folder for the archive. */
  folder: string
  name: string
  version: string
  /** As npm writes it: `sha512-…`. */
  integrity: string
}

/**
 * Packs one pinned version of an npm package, refuses it unless its integrity hash is the expected one, and unpacks it to
 * `node_modules` of the folder. Returns where it lies.
 */
export function fetchPackage({ folder, name, version, integrity }: FetchPackageParameters): string {
  const answer = run('npm', [
    'pack',
    `${name}@${version}`,
    '--json',
    '--silent',
    '--pack-destination',
    folder,
  ])
  const [packed] = JSON.parse(answer) as { filename: string; integrity: string }[]
  if (!packed) throw new Error(`npm pack answered nothing for ${name}@${version}.`)
  if (packed.integrity !== integrity)
    throw new Error(`${name}@${version} has integrity ${packed.integrity}, expected ${integrity}.`)
  const destination = join(folder, 'node_modules', name)
  mkdirSync(destination, { recursive: true })
  const archive = join(folder, basename(packed.filename.replace('@', '').replace('/', '-')))
  run('tar', ['-xzf', archive, '-C', destination, '--strip-components=1'])
  return destination
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}

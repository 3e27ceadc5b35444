import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Finds forge itself, in the package of this platform. */
export function findForge(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const launcher = createRequire(import.meta.url).resolve('@foundry-rs/forge/package.json')
  const manifest = `@foundry-rs/forge-${process.platform}-${architecture}/package.json`
  const program = process.platform === 'win32' ? 'forge.exe' : 'forge'
  return join(dirname(createRequire(launcher).resolve(manifest)), 'bin', program)
}

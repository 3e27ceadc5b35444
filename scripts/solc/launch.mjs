// Runs the WebAssembly build of solc as if it were the native compiler: forge asks it for `--version`
// and hands it standard JSON on stdin. `--version` answers in the native form, because forge refuses "Emscripten".
import { readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** @param {string} packageName the npm name under which this compiler version is installed */
export function launch(packageName) {
  const solc = require(packageName)
  const args = process.argv.slice(2)
  if (args.includes('--version')) {
    const version = solc.version().replace('.Emscripten.clang', '.Linux.g++')
    write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`)
    return
  }
  if (args.includes('--standard-json')) {
    write(solc.compile(readFileSync(0, 'utf8')))
    return
  }
  process.stderr.write(
    `This launcher knows --version and --standard-json, not: ${args.join(' ')}\n`,
  )
  process.exitCode = 1
}

/** Writes everything: a pipe may take less than it is given. @param {string} text */
function write(text) {
  const bytes = Buffer.from(text)
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

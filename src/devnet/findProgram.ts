import { existsSync } from 'node:fs'
import { DevnetProgramNotFoundError } from './errors.ts'

export type FindProgramParameters = {
  program: string
  /** The npm package to name when it is missing. */
  packageName: string
  /** Resolves the program's path in that package; may throw. */
  locate: () => string
  /** Path to use instead. */
  path?: string | undefined
}

/**
 * Finds a program that the devnet runs.
 *
 * @throws {@link DevnetProgramNotFoundError} if its package is not installed or the file is not there.
 */
export function findProgram({ program, packageName, locate, path }: FindProgramParameters): string {
  try {
    const file = path ?? locate()
    if (existsSync(file)) return file
  } catch (cause) {
    // Module resolution throws errors only.
    throw new DevnetProgramNotFoundError({ program, packageName, cause: cause as Error })
  }
  throw new DevnetProgramNotFoundError({ program, packageName })
}

import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ModuleSuite } from '../svm/kit/suite.ts'

const folder = join(import.meta.dirname, 'svm')
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))

/** The suites of the modules that have a file of their own, by the modules' names: `svm/poke.ts` exports that of `poke` as `suite`. */
export const suites: ReadonlyMap<string, ModuleSuite> = new Map(
  await Promise.all(
    files.map(async (file) => {
      const { suite } = await import(pathToFileURL(join(folder, file)).href)
      return [basename(file, '.ts'), suite] as const
    }),
  ),
)

import { readArtifact } from '../../src/devnet/readArtifact.ts'
import { type ModuleName, moduleContracts } from '../../src/svm/moduleContracts.ts'
import { modules } from '../../src/svm/modules.ts'
import { moduleCases } from '../vectors/moduleCases.ts'
import { suites } from '../vectors/readSuites.ts'
import type { ModuleUnderTest } from './kit/suite.ts'
import { librarySuites } from './librarySuites.ts'

/** Puts together what the kit checks of a module of this project. */
export function loadModule(name: ModuleName): ModuleUnderTest {
  const contract = moduleContracts[name]
  const suite = suites.get(name) ?? librarySuites[name]
  if (!suite) throw new Error(`Write test/vectors/svm/${name}.ts, which exports its suite.`)
  return {
    twin: modules[name],
    artifact: readArtifact(`contracts/${contract}`),
    source: `contracts/src/svm/${contract}.sol`,
    suite: { ...suite, cases: moduleCases.filter(({ module }) => module === name) },
  }
}

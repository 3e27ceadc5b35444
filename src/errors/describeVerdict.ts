import { modules } from '../svm/modules.ts'
import { type Words, type WordsOf, writeWords } from './phrases.ts'
import type { Refusal } from './refuse.ts'
import type { SolidityErrorName } from './solidityErrors.ts'
import { wordsOfModules } from './wordsOfModules.ts'
import { wordsOfRouting } from './wordsOfRouting.ts'

/** Words for the refusals that this side makes itself: those of a single module stand with the module. */
export const wordsOfVerdicts: Partial<WordsOf<SolidityErrorName>> = {
  ...wordsOfRouting,
  ...wordsOfModules,
  ...Object.assign({}, ...Object.values(modules).map(({ words }) => words)),
}

/**
 * Says in words a refusal that this side makes itself. `describeRefusal` has words for everything that a chain may say, too; who only
 * explains batches need not load them.
 */
export function describeVerdict(refusal: Refusal): Words {
  return writeWords(refusal, wordsOfVerdicts)
}

import { wordsOfVerdicts } from './describeVerdict.ts'
import type { WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'
import { wordsOfLedgers } from './wordsOfLedgers.ts'
import { wordsOfRouters } from './wordsOfRouters.ts'
import { wordsOfSeed } from './wordsOfSeed.ts'

export type { Words } from './phrases.ts'

/** Words for every error of the contracts, which a test sees to. */
export const words: Partial<WordsOf<SolidityErrorName>> = {
  ...wordsOfRouters,
  ...wordsOfLedgers,
  ...wordsOfVerdicts,
  ...wordsOfSeed,
}

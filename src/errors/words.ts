import type { WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'
import { wordsOfLedgers } from './wordsOfLedgers.ts'
import { wordsOfLibrary } from './wordsOfLibrary.ts'
import { wordsOfModules } from './wordsOfModules.ts'
import { wordsOfRouters } from './wordsOfRouters.ts'
import { wordsOfRouting } from './wordsOfRouting.ts'
import { wordsOfRules } from './wordsOfRules.ts'
import { wordsOfSeed } from './wordsOfSeed.ts'

export type { Words } from './phrases.ts'

/** Words for every error of the contracts. */
export const words: WordsOf<SolidityErrorName> = {
  ...wordsOfRouters,
  ...wordsOfRouting,
  ...wordsOfLedgers,
  ...wordsOfModules,
  ...wordsOfRules,
  ...wordsOfLibrary,
  ...wordsOfSeed,
}

import type { Words } from './phrases.ts'
import type { Refusal } from './refuse.ts'
import { wordsOfLibrary } from './wordsOfLibrary.ts'
import { wordsOfModules } from './wordsOfModules.ts'
import { wordsOfRouting } from './wordsOfRouting.ts'
import { wordsOfRules } from './wordsOfRules.ts'

/** Words for the refusals that this side makes itself. */
export const wordsOfVerdicts = {
  ...wordsOfRouting,
  ...wordsOfModules,
  ...wordsOfLibrary,
  ...wordsOfRules,
}

/**
 * Says in words a refusal that this side makes itself. `describeRefusal` has words for everything that a chain may say, too; who only
 * explains batches need not load them.
 */
export function describeVerdict({ errorName, args }: Refusal): Words {
  // Name and arguments belong together in `Refusal`; TypeScript loses that when the table is looked up by a union of names.
  const table = wordsOfVerdicts as { readonly [name: string]: ((args: never) => Words) | undefined }
  const write = table[errorName]
  if (write) return write(args as never)
  return { sentence: `It would be refused with ${errorName}.`, fix: 'Ask `describeRefusal`.' }
}

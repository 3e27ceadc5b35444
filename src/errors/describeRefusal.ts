import { type Words, writeWords } from './phrases.ts'
import type { Refusal } from './refuse.ts'
import { words } from './words.ts'

/**
 * Says a refusal in words.
 *
 * @example
 * ```ts
 * const { calls: verdicts } = explain({ account: account.address, grant, calls })
 * for (const one of verdicts) if (!one.allowed) console.log(describeRefusal(one.reason).sentence)
 * ```
 */
export function describeRefusal(refusal: Refusal): Words {
  return writeWords(refusal, words)
}

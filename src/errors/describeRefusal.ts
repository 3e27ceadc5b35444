import type { Refusal } from './refuse.ts'
import { type Words, words } from './words.ts'

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
  // Name and arguments belong together in `Refusal`; TypeScript loses that when the table is looked up by a union of names.
  const write = words[refusal.errorName] as (args: Refusal['args']) => Words
  return write(refusal.args)
}

import type { Refusal } from './refuse.ts'
import type { SolidityErrorArgs, SolidityErrorName } from './solidityErrors.ts'

/** A refusal for people: what happened, and what probably helps. */
export type Words = { readonly sentence: string; readonly fix: string }

/** Words for some errors, by name. */
export type WordsOf<name extends SolidityErrorName> = {
  readonly [key in name]: (args: SolidityErrorArgs<key>) => Words
}

/** Says a refusal in the words of a table; without any, by its name. */
export function writeWords(
  { errorName, args }: Refusal,
  words: Partial<WordsOf<SolidityErrorName>>,
): Words {
  // Name and arguments belong together in `Refusal`; TypeScript loses that when the table is looked up by a union of names.
  const write = words[errorName] as ((args: Refusal['args']) => Words) | undefined
  if (write) return write(args)
  return { sentence: `It would be refused with ${errorName}.`, fix: 'Ask `describeRefusal`.' }
}

/** Names a call of the batch. */
export const nameCall = (call: bigint) => `calls[${call}]`

/** Names a moment, of seconds since 1970. */
export const nameMoment = (seconds: number) =>
  seconds <= 8_640_000_000_000
    ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
    : `second ${seconds}`

export const notBySdk =
  'The SDK does not encode it this way: check who built or changed the operation.'
export const regrant = 'Ask the owner for a grant that allows it, or change the call.'
export const encodeAgain =
  'Encode the call with viem’s `encodeFunctionData` and change nothing after that.'
export const recreate =
  'Create the permission again with the presets of the SDK version that belongs to this module.'

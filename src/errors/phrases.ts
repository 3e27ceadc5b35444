import type { SolidityErrorArgs, SolidityErrorName } from './solidityErrors.ts'

/** A refusal for people: what happened, and what probably helps. */
export type Words = { readonly sentence: string; readonly fix: string }

/** Words for some errors, by name. */
export type WordsOf<name extends SolidityErrorName> = {
  readonly [key in name]: (args: SolidityErrorArgs<key>) => Words
}

/** Names a call of the batch. */
export const at = (call: bigint) => `calls[${call}]`

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

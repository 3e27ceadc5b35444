import type { SolidityErrorArgs, SolidityErrorName } from './solidityErrors.ts'

/** Why the chain refuses, as data: a Solidity error with its arguments by name. */
export type Refusal<name extends SolidityErrorName = SolidityErrorName> =
  name extends SolidityErrorName
    ? { readonly errorName: name; readonly args: SolidityErrorArgs<name> }
    : never

/** Makes a refusal, typed by the error's ABI. */
export function refuse<name extends SolidityErrorName>(
  errorName: name,
  args: SolidityErrorArgs<name>,
): Refusal<name> {
  // TypeScript does not resolve a conditional type for a name that is still generic.
  return { errorName, args } as Refusal<name>
}

/** Tells a refusal from the result that stands in its place. */
export function isRefusal(value: object | undefined): value is Refusal {
  return value !== undefined && 'errorName' in value
}

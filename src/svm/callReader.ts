import { type Address, size } from 'viem'
import { type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall } from '../types.ts'
import { readAddress, readUint, sliceBytes } from './readBytes.ts'

/** The checks that every module makes of a call. Each says why it refuses, or nothing. */
type Check = Refusal | undefined

export function requireNoCallSpecificData(call: BatchCall): Check {
  const found = size(call.callSpecificData)
  if (found === 0) return undefined
  return refuse('CallSpecificDataNotAllowed', { ...at(call), found: BigInt(found), allowed: 0n })
}

export function requireTarget(call: BatchCall, allowed: Address): Check {
  if (call.target === allowed) return undefined
  return refuse('TargetNotAllowed', { ...at(call), found: call.target, allowed })
}

export function requireNoValue(call: BatchCall): Check {
  if (call.value === 0n) return undefined
  return refuse('ValueNotAllowed', { ...at(call), found: call.value, allowed: 0n })
}

/** Calldata that is too short to hold a selector reads as padded with zeros, and is refused. */
export function requireSelector(call: BatchCall, allowed: `0x${string}`): Check {
  const found = selectorOf(call)
  if (found === allowed && size(call.data) >= 4) return undefined
  return refuse('SelectorNotAllowed', { ...at(call), found, allowed })
}

export function requireLength(call: BatchCall, allowed: number): Check {
  const found = size(call.data)
  if (found === allowed) return undefined
  return refuse('CalldataLengthWrong', {
    ...at(call),
    found: BigInt(found),
    allowed: BigInt(allowed),
  })
}

/** Refuses an address with bits above 160, and one that breaks its rule. The caller has checked the length. */
export function requireAddress(
  call: BatchCall,
  { position, allowed, otherwise }: { position: number; allowed: Address; otherwise: AddressRule },
): Check {
  const unclean = requireCleanAddress(call, position)
  if (unclean) return unclean
  const found = addressAt(call, position)
  return found === allowed ? undefined : refuse(otherwise, { ...at(call), found, allowed })
}

type AddressRule =
  | 'SpenderNotAllowed'
  | 'RecipientNotAccount'
  | 'TokenInNotAllowed'
  | 'TokenOutNotAllowed'
  | 'BeneficiaryNotAccount'

export function requireCleanAddress(call: BatchCall, position: number): Check {
  const found = wordAt(call, position)
  if (found >> 160n === 0n) return undefined
  return refuse('AddressNotClean', { ...at(call), position: BigInt(position), found })
}

/** Reads a word; the caller has checked the length. */
export function wordAt(call: BatchCall, position: number): bigint {
  return readUint(call.data, { start: position, size: 32 })
}

/** Reads an address; the caller has checked that it is clean. */
export function addressAt(call: BatchCall, position: number): Address {
  return readAddress(call.data, position + 12)
}

/** The first four bytes of calldata, padded with zeros. */
export function selectorOf(call: BatchCall): `0x${string}` {
  return `0x${sliceBytes(call.data, 0, 4).slice(2).padEnd(8, '0')}`
}

/** The argument with which every error about a call begins. */
export function at(call: BatchCall): { call: bigint } {
  return { call: BigInt(call.index) }
}

import { type Address, type Hex, size } from 'viem'
import { type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall } from '../types.ts'
import { readAddress, readUint, sliceBytes } from './readBytes.ts'

/** The checks that every module makes of a call. Each says why it refuses, or nothing. */
type Check = Refusal | undefined

export function requireSpecificDataLength(call: BatchCall, allowed: number): Check {
  const found = size(call.callSpecificData)
  if (found === allowed) return undefined
  return refuse('CallSpecificDataNotAllowed', {
    ...at(call),
    found: BigInt(found),
    allowed: BigInt(allowed),
  })
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
export function requireSelector(call: BatchCall, allowed: Hex): Check {
  const found = selectorOf(call)
  if (found === allowed && size(call.data) >= 4) return undefined
  return refuse('SelectorNotAllowed', { ...at(call), found, allowed })
}

/** The first of the two is named when it is neither. */
export function requireEitherSelector(
  call: BatchCall,
  [allowed, other]: readonly [Hex, Hex],
): Check {
  return selectorOf(call) === other && size(call.data) >= 4
    ? undefined
    : requireSelector(call, allowed)
}

/** Refuses a pointer to dynamic data that leads elsewhere than every encoder's. */
export function requirePointer(
  call: BatchCall,
  { position, allowed }: { position: number; allowed: number },
): Check {
  const found = wordAt(call, position)
  if (found === BigInt(allowed)) return undefined
  const place = { position: BigInt(position), found, allowed: BigInt(allowed) }
  return refuse('PointerNotCanonical', { ...at(call), ...place })
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
  | 'OwnerNotAccount'
  | 'AssetNotAllowed'
  | 'VaultNotAllowed'
  | 'RecipientNotAccount'
  | 'TokenInNotAllowed'
  | 'TokenOutNotAllowed'
  | 'BeneficiaryNotAccount'

/** Refuses an address with bits above 160, and one that is not in a set. The caller has checked the length. */
export function requireRecipient(
  call: BatchCall,
  { position, recipients }: { position: number; recipients: readonly Address[] },
): Check {
  const unclean = requireCleanAddress(call, position)
  if (unclean) return unclean
  const found = addressAt(call, position)
  if (recipients.includes(found)) return undefined
  return refuse('RecipientNotAllowed', { ...at(call), found })
}

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
export function selectorOf(call: BatchCall): Hex {
  return `0x${sliceBytes(call.data, 0, 4).slice(2).padEnd(8, '0')}`
}

/** The argument with which every error about a call begins. */
export function at(call: BatchCall): { call: bigint } {
  return { call: BigInt(call.index) }
}

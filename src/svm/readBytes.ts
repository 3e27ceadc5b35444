import { type Address, getAddress, type Hex, size } from 'viem'

/** Cuts the bytes from `start` to `end` out of `data`, which has that many. */
export function sliceBytes(data: Hex, start: number, end?: number): Hex {
  return `0x${data.slice(2 + 2 * start, end === undefined ? undefined : 2 + 2 * end)}`
}

/** Reads an unsigned integer of `size` bytes. */
export function readUint(data: Hex, { start, size }: { start: number; size: number }): bigint {
  return BigInt(sliceBytes(data, start, start + size))
}

/** Reads 20 bytes as an address. */
export function readAddress(data: Hex, start: number): Address {
  return getAddress(sliceBytes(data, start, start + 20))
}

/** Reads a set of addresses, `count (1) ‖ addresses (20 each)`, which is there in full. */
export function readAddresses(data: Hex, start: number): readonly Address[] {
  const count = Number(readUint(data, { start, size: 1 }))
  return Array.from({ length: count }, (_, i) => readAddress(data, start + 1 + 20 * i))
}

/** Returns where a list of `count (1)` and so many items ends; behind the end of `data` if the count is missing. */
export function endOfList(data: Hex, { start, size: each }: { start: number; size: number }) {
  if (size(data) <= start) return start + 1
  return start + 1 + each * Number(readUint(data, { start, size: 1 }))
}

import { type Address, getAddress, type Hex } from 'viem'

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

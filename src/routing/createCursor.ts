import { type Hex, size } from 'viem'
import { refuse } from '../errors/refuse.ts'
import { readAddress, readUint, sliceBytes } from '../svm/readBytes.ts'
import { RoutingFormatError } from './RoutingFormatError.ts'

/** Reads a routing field by field. */
export type Cursor = ReturnType<typeof createCursor>

/** Makes a cursor at the start of a routing. It throws RoutingFormatError where the router finds too few bytes. */
export function createCursor(data: Hex) {
  const length = size(data)
  let offset = 0
  /** The router looks at several fields at once: what it needs, it needs together. */
  function require(bytes: number) {
    const needed = offset + bytes
    if (needed <= length) return
    const reason = refuse('RoutingTruncated', { found: BigInt(length), needed: BigInt(needed) })
    throw new RoutingFormatError(reason)
  }
  function take(bytes: number): Hex {
    require(bytes)
    offset += bytes
    return sliceBytes(data, offset - bytes, offset)
  }
  return {
    require,
    take,
    uint: (bytes: number) => readUint(take(bytes), { start: 0, size: bytes }),
    /** For up to six bytes, which a number holds. */
    number: (bytes: number) => Number(readUint(take(bytes), { start: 0, size: bytes })),
    address: () => readAddress(take(20), 0),
    position: () => offset,
  }
}

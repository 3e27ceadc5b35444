import { type Cursor, plus, type Reading, refuseLayout, ruleByte, setMark } from './reading.ts'
import { isDynamic, isMarked, isType, maxDepth, typeByte, withoutMark } from './typeBytes.ts'

/** Checks the type of what a call does not carry, the elements of an empty list; returns what stands behind it. */
export function skipType(reading: Reading, cursor: Cursor, depth: number): Cursor {
  const { rule } = reading
  const byte = ruleByte(rule, cursor.position)
  const type = withoutMark(byte)
  if (!isType(type)) refuseLayout(rule, cursor.position)
  const isTuple = type === typeByte.staticTuple || type === typeByte.dynamicTuple
  if (isMarked(byte) && isTuple) refuseLayout(rule, cursor.position)
  const next = setMark(reading, cursor, undefined)
  if (type < typeByte.list) return plus(next, 1)
  if (depth === maxDepth) refuseLayout(rule, cursor.position)
  if (type === typeByte.list) return skipType(reading, plus(next, 1), depth + 1)
  return skipParts(reading, next, { type, isTuple, depth: depth + 1 })
}

/** Compares what a struct or an array of fixed length says of itself with its parts. */
function skipParts(
  reading: Reading,
  cursor: Cursor,
  { type, isTuple, depth }: { type: number; isTuple: boolean; depth: number },
): Cursor {
  const { rule } = reading
  const parts = ruleByte(rule, cursor.position + 2)
  if (parts === 0) refuseLayout(rule, cursor.position)
  let next = plus(cursor, 3)
  let words = 0
  let dynamic = false
  for (let i = isTuple ? 0 : parts - 1; i < parts; i++) {
    words += wordsAt(rule, next.position) * (isTuple ? 1 : parts)
    dynamic ||= isDynamic(withoutMark(ruleByte(rule, next.position)))
    next = skipType(reading, next, depth)
  }
  if (words !== ruleByte(rule, cursor.position + 1) || dynamic !== isDynamic(type)) {
    refuseLayout(rule, cursor.position)
  }
  return next
}

/** How many words a parameter takes where it or its pointer stands: at least one. */
export function wordsAt(rule: Uint8Array, at: number): number {
  const type = withoutMark(ruleByte(rule, at))
  if (type !== typeByte.staticArray && type !== typeByte.staticTuple) return 1
  const words = ruleByte(rule, at + 1)
  if (words === 0) refuseLayout(rule, at)
  return words
}

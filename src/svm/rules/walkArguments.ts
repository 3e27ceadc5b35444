import {
  type Cursor,
  plus,
  type Reading,
  refuseLayout,
  refuseWith,
  requireReach,
  ruleByte,
  setMark,
  wordAt,
} from './reading.ts'
import { skipType, wordsAt } from './skipType.ts'
import {
  isDynamic,
  isType,
  isWord,
  maxDepth,
  toCleanWord,
  typeByte,
  withoutMark,
} from './typeBytes.ts'

/** What a walk carries down. */
type How = {
  readonly depth: number
  /** All parts have one type, which stands in the layout once. */
  readonly repeat: boolean
  /** Note where marked parameters stand. */
  readonly note: boolean
}

/** Where parts stand: their heads from `head` to `headEnd`, pointers counting from `frame`, what they lead to from `tail`. */
type Place = {
  readonly head: number
  readonly headEnd: number
  readonly frame: number
  /** `undefined`: the parts have no pointers. */
  readonly tail: number | undefined
}

type Walked = { readonly next: Cursor; readonly tail: number }

/** Reads all arguments by their layout, as the contract's ArgumentWalk does. Returns what stands behind the layout. */
export function walkArguments(reading: Reading, cursor: Cursor): Cursor {
  const { rule, data, call } = reading
  const words = ruleByte(rule, cursor.position)
  const members = ruleByte(rule, cursor.position + 1)
  const headEnd = 4 + 32 * words
  requireReach(reading, headEnd)
  const { next, tail } = walkParts(
    reading,
    plus(cursor, 2),
    members,
    { head: 4, headEnd, frame: 4, tail: headEnd },
    { depth: 0, repeat: false, note: true },
  )
  if (tail !== data.length) {
    const [found, allowed] = [BigInt(data.length), BigInt(tail)]
    refuseWith('CalldataLengthWrong', { call, found, allowed })
  }
  return next
}

/** Reads one element of an array once more, and notes where the marked parameters in it stand. */
export function walkElement(
  reading: Reading,
  cursor: Cursor,
  { frame, head }: { frame: number; head: number },
): Cursor {
  const type = withoutMark(ruleByte(reading.rule, cursor.position))
  const headEnd = head + 32 * wordsAt(reading.rule, cursor.position)
  // The array has been walked before, so the pointer is the right one.
  const tail = isDynamic(type) ? frame + Number(wordAt(reading.data, head)) : headEnd
  const how = { depth: 0, repeat: false, note: true }
  return walkParts(reading, cursor, 1, { head, headEnd, frame, tail }, how).next
}

function walkParts(
  reading: Reading,
  cursor: Cursor,
  count: number,
  { head, headEnd, frame, tail: start }: Place,
  how: How,
): Walked {
  const { rule, data } = reading
  if (how.repeat && isWord(withoutMark(ruleByte(rule, cursor.position)))) {
    if (headEnd - head !== 32 * count) refuseLayout(rule, cursor.position)
    return { next: walkWords(reading, cursor, head, headEnd), tail: start ?? 0 }
  }
  let next = cursor
  let tail = start
  let at = head
  for (let left = count; left > 0; left--) {
    if (how.repeat) next = cursor
    const type = withoutMark(ruleByte(rule, next.position))
    if (at >= headEnd || !isType(type)) refuseLayout(rule, next.position)
    if (isWord(type)) {
      requireClean(reading, at, toCleanWord(type, wordAt(data, at)))
      next = plus(setMark(reading, next, how.note ? at : undefined), 1)
      at += 32
    } else if (isDynamic(type)) {
      if (tail === undefined) return refuseLayout(rule, next.position)
      requireClean(reading, at, BigInt(tail - frame))
      at += 32
      const walked = walkDynamic(reading, next, { type, at: tail }, how)
      next = walked.next
      tail = walked.tail
    } else {
      const end = at + 32 * ruleByte(rule, next.position + 1)
      if (end > headEnd) refuseLayout(rule, next.position)
      const place = { head: at, headEnd: end, frame: 0, tail: undefined }
      next = walkFixed(reading, next, place, how).next
      at = end
    }
  }
  if (at !== headEnd) refuseLayout(rule, next.position)
  return { next, tail: tail ?? 0 }
}

function walkWords(reading: Reading, cursor: Cursor, head: number, headEnd: number): Cursor {
  const type = withoutMark(ruleByte(reading.rule, cursor.position))
  for (let at = head; at < headEnd; at += 32) {
    requireClean(reading, at, toCleanWord(type, wordAt(reading.data, at)))
  }
  return plus(setMark(reading, cursor, undefined), 1)
}

function walkDynamic(
  reading: Reading,
  cursor: Cursor,
  { type, at }: { type: number; at: number },
  how: How,
): Walked {
  if (type === typeByte.bytes || type === typeByte.string) {
    return walkBytes(reading, cursor, at, how)
  }
  if (type === typeByte.list) return walkList(reading, cursor, at, how)
  requireMembers(reading, cursor, how)
  const headEnd = at + 32 * ruleByte(reading.rule, cursor.position + 1)
  requireReach(reading, headEnd)
  const place = { head: at, headEnd, frame: at, tail: headEnd }
  const walked = walkFixed(reading, cursor, place, how)
  // Whatever stands behind a pointer takes a word at least.
  if (walked.tail === headEnd) refuseLayout(reading.rule, cursor.position)
  return walked
}

/** A struct, or an array of fixed length. */
function walkFixed(reading: Reading, cursor: Cursor, place: Place, how: How): Walked {
  const members = requireMembers(reading, cursor, how)
  const byte = ruleByte(reading.rule, cursor.position)
  const type = withoutMark(byte)
  const depth = how.depth + 1
  if (type === typeByte.staticArray || type === typeByte.dynamicArray) {
    const inside = setMark(reading, cursor, how.note ? place.head : undefined)
    return walkParts(reading, plus(inside, 3), members, place, { depth, repeat: true, note: false })
  }
  if (byte !== type) refuseLayout(reading.rule, cursor.position)
  const inner = { depth, repeat: false, note: how.note }
  return walkParts(reading, plus(cursor, 3), members, place, inner)
}

function requireMembers({ rule }: Reading, cursor: Cursor, how: How): number {
  const members = ruleByte(rule, cursor.position + 2)
  if (members === 0 || how.depth === maxDepth) refuseLayout(rule, cursor.position)
  return members
}

function walkList(reading: Reading, cursor: Cursor, at: number, how: How): Walked {
  const { rule, data, call } = reading
  if (how.depth === maxDepth) refuseLayout(rule, cursor.position)
  const frame = at + 32
  requireReach(reading, frame)
  const next = plus(setMark(reading, cursor, how.note ? at : undefined), 1)
  const size = 32 * wordsAt(rule, next.position)
  const length = wordAt(data, at)
  const room = Math.floor((data.length - frame) / size)
  if (length > room) {
    const place = { position: BigInt(at), found: length, allowed: BigInt(room) }
    refuseWith('ArgumentTooLong', { call, ...place })
  }
  const depth = how.depth + 1
  if (length === 0n) return { next: skipType(reading, next, depth), tail: frame }
  const headEnd = frame + size * Number(length)
  return walkParts(
    reading,
    next,
    Number(length),
    { head: frame, headEnd, frame, tail: headEnd },
    { depth, repeat: true, note: false },
  )
}

function walkBytes(reading: Reading, cursor: Cursor, at: number, how: How): Walked {
  const { data, call } = reading
  const start = at + 32
  requireReach(reading, start)
  const length = wordAt(data, at)
  const room = BigInt(data.length - start)
  if (length > room) {
    const place = { position: BigInt(at), found: length, allowed: room }
    refuseWith('ArgumentTooLong', { call, ...place })
  }
  const tail = start + 32 * Math.ceil(Number(length) / 32)
  requireReach(reading, tail)
  const spare = BigInt(8 * (tail - start - Number(length)))
  requireClean(reading, tail - 32, (wordAt(data, tail - 32) >> spare) << spare)
  return { next: plus(setMark(reading, cursor, how.note ? at : undefined), 1), tail }
}

function requireClean({ call, data }: Reading, at: number, allowed: bigint) {
  const found = wordAt(data, at)
  if (found === allowed) return
  refuseWith('ArgumentNotCanonical', { call, position: BigInt(at), found, allowed })
}

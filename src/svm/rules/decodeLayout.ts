import { refuseLayout, refuseWith, ruleByte } from './reading.ts'
import type { Parameter, ParameterType } from './ruleTypes.ts'
import {
  familyOf,
  isDynamic,
  isMarked,
  isType,
  isWord,
  maxDepth,
  typeByte,
  withoutMark,
} from './typeBytes.ts'

/** A marked parameter of a layout. */
export type LayoutMark = {
  readonly type: number
  /** The number of the marked array in whose elements it stands; -1 in those of an array that is not marked; none outside arrays. */
  readonly inArray?: number | undefined
}

type Decoded = {
  readonly parameter: Parameter
  readonly end: number
  readonly words: number
  readonly dynamic: boolean
}

/**
 * Decodes a layout: every type that it names.
 *
 * @param count how many marks there are to be
 * @throws RefusedByRules
 */
export function decodeLayout(rule: Uint8Array, start: number, count: number) {
  const marks: LayoutMark[] = []

  function decode(at: number, depth: number, inArray: number | undefined): Decoded {
    const byte = ruleByte(rule, at)
    const type = withoutMark(byte)
    const isTuple = type === typeByte.staticTuple || type === typeByte.dynamicTuple
    if (!isType(type) || (isTuple && isMarked(byte))) refuseLayout(rule, at)
    const marked = isMarked(byte) ? { marked: true } : {}
    const number = marks.length
    if (isMarked(byte)) {
      if (number >= count) refuseMarks(number + 1)
      marks.push({ type, ...(inArray === undefined ? {} : { inArray }) })
    }
    if (type < typeByte.list) {
      const parameter = { ...toSimple(type), ...marked }
      return { parameter, end: at + 1, words: 1, dynamic: !isWord(type) }
    }
    if (depth === maxDepth) refuseLayout(rule, at)
    const inside = isTuple ? inArray : isMarked(byte) ? number : -1
    if (type === typeByte.list) {
      const { parameter: of, end } = decode(at + 1, depth + 1, inside)
      return { parameter: { kind: 'list', of, ...marked }, end, words: 1, dynamic: true }
    }
    const parts = ruleByte(rule, at + 2)
    if (parts === 0) refuseLayout(rule, at)
    const decoded: Decoded[] = []
    let end = at + 3
    for (let i = isTuple ? 0 : parts - 1; i < parts; i++) {
      const part = decode(end, depth + 1, inside)
      decoded.push(part)
      end = part.end
    }
    const words = decoded.reduce((sum, part) => sum + part.words, 0) * (isTuple ? 1 : parts)
    const dynamic = decoded.some((part) => part.dynamic)
    if (words !== ruleByte(rule, at + 1) || dynamic !== isDynamic(type)) refuseLayout(rule, at)
    const members = decoded.map(({ parameter }) => parameter)
    const [of] = members
    if (isTuple || of === undefined) {
      return { parameter: { kind: 'tuple', members }, end, words: dynamic ? 1 : words, dynamic }
    }
    const parameter: Parameter = { kind: 'array', length: parts, of, ...marked }
    return { parameter, end, words: dynamic ? 1 : words, dynamic }
  }

  function refuseMarks(found: number) {
    refuseWith('MarkCountWrong', { found: BigInt(found), allowed: BigInt(count) })
  }

  const words = ruleByte(rule, start)
  const members = ruleByte(rule, start + 1)
  const parameters: Parameter[] = []
  let end = start + 2
  let total = 0
  for (let i = 0; i < members; i++) {
    const part = decode(end, 0, undefined)
    parameters.push(part.parameter)
    total += part.words
    end = part.end
  }
  if (total !== words) refuseLayout(rule, start)
  if (marks.length !== count) refuseMarks(marks.length)
  return { parameters, marks, end }
}

function toSimple(type: number): ParameterType {
  const size = 1 + (type & 0x1f)
  switch (type) {
    case typeByte.bool:
      return { kind: 'bool' }
    case typeByte.address:
      return { kind: 'address' }
    case typeByte.bytes:
      return { kind: 'bytes' }
    case typeByte.string:
      return { kind: 'string' }
    default: {
      const family = familyOf(type)
      if (family === typeByte.uint) return { kind: 'uint', size }
      return { kind: family === typeByte.int ? 'int' : 'fixedBytes', size }
    }
  }
}

/** The bytes of a layout: `mark (1 bit) ‖ family (2) ‖ detail (5)`; see contracts/src/svm/rules/ArgumentType.sol. */
export const typeByte = {
  mark: 0x80,
  uint: 0x00,
  int: 0x20,
  fixedBytes: 0x40,
  bool: 0x60,
  address: 0x61,
  bytes: 0x62,
  string: 0x63,
  list: 0x64,
  staticArray: 0x65,
  dynamicArray: 0x66,
  staticTuple: 0x67,
  dynamicTuple: 0x68,
} as const

/** Deepest nesting of arrays and structs, and of rules. */
export const maxDepth = 8

const lastType = typeByte.dynamicTuple
const dynamicTypes: readonly number[] = [
  ...[typeByte.bytes, typeByte.string, typeByte.list],
  ...[typeByte.dynamicArray, typeByte.dynamicTuple],
]

/** The type without its mark. */
export const withoutMark = (byte: number) => byte & ~typeByte.mark

/** Whether the byte is of a marked parameter. */
export const isMarked = (byte: number) => (byte & typeByte.mark) !== 0

/** Whether there is such a type. */
export const isType = (type: number) => type <= lastType

/** Whether a parameter of this type is one word, standing in its place. */
export const isWord = (type: number) => type <= typeByte.address

/** Whether a pointer stands in the place of a parameter of this type. */
export const isDynamic = (type: number) => dynamicTypes.includes(type)

/** `uint`, `int` or `fixedBytes`; for other types a number that is none of these. */
export const familyOf = (type: number) => type & 0x60

/** The word that an encoder writes for the same value. */
export function toCleanWord(type: number, word: bigint): bigint {
  if (type === typeByte.bool) return word === 0n ? 0n : 1n
  if (type === typeByte.address) return BigInt.asUintN(160, word)
  const bits = 8 * (1 + (type & 0x1f))
  if (familyOf(type) === typeByte.uint) return BigInt.asUintN(bits, word)
  if (familyOf(type) === typeByte.int) return BigInt.asUintN(256, BigInt.asIntN(bits, word))
  const spare = BigInt(256 - bits)
  return (word >> spare) << spare
}

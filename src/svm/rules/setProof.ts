import { bytesToHex, concatHex, type Hex, keccak256, numberToHex } from 'viem'
import { type Reading, refuseWith } from './reading.ts'

/** Takes the next proof off the call-specific data and answers whether it shows that a word belongs to a set. */
export function isMember(reading: Reading, word: bigint, root: Hex): boolean {
  if (reading.proofsFrom) return makeProof(reading.proofsFrom, word, root)
  const { callSpecificData, proofs } = reading
  requireProof(reading, proofs + 1)
  const count = callSpecificData[proofs] ?? 0
  reading.proofs = proofs + 1 + 32 * count
  requireProof(reading, reading.proofs)
  let node = hashMember(word)
  for (let i = 0; i < count; i++) {
    const start = proofs + 1 + 32 * i
    node = hashPair(node, bytesToHex(callSpecificData.slice(start, start + 32)))
  }
  return node === root
}

/** Adds the proof that a word belongs to a set, or one that shows nothing, and answers which. */
function makeProof(
  { sets, made }: NonNullable<Reading['proofsFrom']>,
  word: bigint,
  root: Hex,
): boolean {
  const proof = sets.find((set) => set.root === root)?.proofOf(word)
  made.push(proof ?? noProof)
  return proof !== undefined
}

/** A path of no nodes: proves a member of a set of one alone. */
const noProof: Hex = '0x00'

/** The leaf of a word in the tree over a set. */
export const hashMember = (word: bigint): Hex => keccak256(numberToHex(word, { size: 32 }))

/** The node over two others, whichever stands first. */
export const hashPair = (a: Hex, b: Hex): Hex => keccak256(concatHex(a < b ? [a, b] : [b, a]))

function requireProof({ call, callSpecificData }: Reading, end: number) {
  if (end <= callSpecificData.length) return
  const [found, allowed] = [BigInt(callSpecificData.length), BigInt(end)]
  refuseWith('CallSpecificDataTooShort', { call, found, allowed })
}

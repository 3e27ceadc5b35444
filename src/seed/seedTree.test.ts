import { MerkleTree } from 'merkletreejs'
import { concat, type Hex, keccak256, pad, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../test/fixtures/random.ts'
import { SeedFormatError } from './SeedFormatError.ts'
import { hashSeedSession, type SeedSession } from './seedSession.ts'
import { buildSeedTree, proveSeedSession } from './seedTree.ts'

const random = createRandom(20260101)

/** @param length bytes of data, which are not 32 */
const createSession = (length = 128): SeedSession => ({
  ...{ validAfter: random.below(2 ** 32), validUntil: random.below(2 ** 40) },
  ...{ module: random.bytes(20), data: random.bytes(length) },
})

/** As the original SDK writes it, in its own words. */
const hashAsOriginal = ({ validUntil, validAfter, module, data }: SeedSession): Hex =>
  keccak256(
    concat([
      ...[pad(toHex(validUntil), { size: 6 }), pad(toHex(validAfter), { size: 6 })],
      ...[pad(module, { size: 20 }), data],
    ]),
  )

describe('buildSeedTree', () => {
  test('default: has the root and the proofs of the tree that the original SDK builds', () => {
    for (let count = 1; count <= 40; count++) {
      const sessions = Array.from({ length: count }, () => createSession(random.below(300) + 33))
      const leaves = sessions.map(hashAsOriginal)
      const original = new MerkleTree(leaves, keccak256, { sortPairs: true, hashLeaves: false })
      const tree = buildSeedTree(sessions)
      expect(tree.root).toBe(original.getHexRoot())
      leaves.forEach((leaf, i) => {
        expect(proveSeedSession(tree, i).proof).toEqual(original.getHexProof(leaf))
      })
    }
  })

  test('error: no session', () => {
    expect(() => buildSeedTree([])).toThrow(SeedFormatError)
  })
})

describe('proveSeedSession', () => {
  test('error: a session that is not there', () => {
    const tree = buildSeedTree([createSession()])
    expect(proveSeedSession(tree, 0).proof).toEqual([])
    for (const index of [-1, 1, 0.5]) {
      expect(() => proveSeedSession(tree, index)).toThrow(SeedFormatError)
    }
  })
})

describe('hashSeedSession', () => {
  test('error: data as long as a node, bounds that are no seconds', () => {
    const session = createSession(31)
    expect(hashSeedSession(session)).toBe(hashAsOriginal(session))
    expect(hashSeedSession({ ...session, validUntil: 2 ** 47 - 1 })).toHaveLength(66)
    const refused = [
      { ...session, data: random.bytes(32) },
      { ...session, validUntil: 2 ** 47 },
      { ...session, validAfter: 0.5 },
      { ...session, validAfter: -1 },
    ]
    for (const one of refused) expect(() => hashSeedSession(one)).toThrow(SeedFormatError)
  })
})

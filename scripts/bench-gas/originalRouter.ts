import {
  type Address,
  encodeAbiParameters,
  encodePacked,
  type Hex,
  keccak256,
  type LocalAccount,
} from 'viem'
import { buildTree, proveLeaves, wrapSignature } from '../../src/index.ts'

/** A session of the original router: what a leaf of its tree commits to. */
export type OriginalSession = {
  /** Seconds since 1970. */
  readonly validUntil: number
  readonly module: Address
  readonly data: Hex
}

export type OriginalRouter = { readonly router: Address; readonly manager: Address }

/** Hashes a session as the original manager does. */
export function hashOriginalSession({ validUntil, module, data }: OriginalSession): Hex {
  return keccak256(
    encodePacked(['uint48', 'uint48', 'address', 'bytes'], [validUntil, 0, module, data]),
  )
}

/** A tree of the original: its leaves are hashed in sorted pairs, as ours are. */
export type OriginalTree = {
  readonly nodes: readonly Hex[]
  /** Sessions by leaf. */
  readonly sessions: ReadonlyMap<number, OriginalSession>
}

/** Builds a tree in which the other leaves are of nobody's sessions: nothing of them but their hash is ever read. */
export function buildOriginalTree(
  sessions: ReadonlyMap<number, OriginalSession>,
  size: number,
): OriginalTree {
  const leaves = Array.from({ length: size }, (_, place) => {
    const session = sessions.get(place)
    return session
      ? hashOriginalSession(session)
      : keccak256(encodePacked(['string', 'uint256'], ['another session', BigInt(place)]))
  })
  return { nodes: buildTree(leaves), sessions }
}

/** Signs an operation as the original router wants it: per call the session, its data and a proof of its own. */
export async function signForOriginal(options: {
  readonly contracts: OriginalRouter
  readonly tree: OriginalTree
  /** The leaf of each call. */
  readonly leaves: readonly number[]
  readonly userOpHash: Hex
  readonly signer: LocalAccount
}): Promise<Hex> {
  const { contracts, tree, leaves, userOpHash, signer } = options
  const { manager, router } = contracts
  const raw = keccak256(encodePacked(['bytes32', 'address'], [userOpHash, manager]))
  const keySignature = await signer.signMessage({ message: { raw } })
  const sessionData = leaves.map((leaf) => {
    const session = tree.sessions.get(leaf)
    if (!session) throw new Error(`Leaf ${leaf} is no session of the bench.`)
    return {
      ...{ validUntil: session.validUntil, validAfter: 0 },
      ...{ sessionValidationModule: session.module, sessionKeyData: session.data },
      merkleProof: proveLeaves(tree.nodes, [leaf]).nodes,
      callSpecificData: '0x' as const,
    }
  })
  const batchSignature = encodeAbiParameters(moduleSignature, [manager, sessionData, keySignature])
  return wrapSignature({ batchSignature, router })
}

const moduleSignature = [
  { type: 'address' },
  {
    type: 'tuple[]',
    components: [
      { name: 'validUntil', type: 'uint48' },
      { name: 'validAfter', type: 'uint48' },
      { name: 'sessionValidationModule', type: 'address' },
      { name: 'sessionKeyData', type: 'bytes' },
      { name: 'merkleProof', type: 'bytes32[]' },
      { name: 'callSpecificData', type: 'bytes' },
    ],
  },
  { type: 'bytes' },
] as const

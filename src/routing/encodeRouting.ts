import { BaseError, concatHex, type Hex, numberToHex, size } from 'viem'
import { hashSession } from '../grant/hash.ts'
import type { Grant } from '../grant/toGrant.ts'
import { buildTree, proveLeaves } from '../grant/tree.ts'
import type { Route, RoutedSession, Routing } from './routing.ts'

/** Thrown when routes do not fit the grant, or the format. */
export class RouteError extends BaseError {
  constructor(message: string) {
    super(message, {
      name: 'RouteError',
      metaMessages: ['Pass the routes that `routeCalls` returned for this grant.'],
    })
  }
}

/**
 * Encodes which session of a grant covers which call: the part of the batch signature before the signature itself.
 *
 * @throws RouteError if a route names no session of the grant, or the whole does not fit the format.
 */
export function encodeRouting({ grant, routes }: { grant: Grant; routes: readonly Route[] }): Hex {
  return writeRouting(buildRouting({ grant, routes }))
}

/** Puts together what an operation carries of a grant. Routes may stand in any order. */
export function buildRouting({
  grant,
  routes,
}: {
  grant: Grant
  routes: readonly Route[]
}): Routing {
  const inTreeOrder = [...routes].sort((a, b) => a.session - b.session)
  const sessions = inTreeOrder.map(({ session, calls }): RoutedSession => {
    const found = grant.sessions[session]
    if (!found) throw new RouteError(`The grant has no session ${session}.`)
    return { ...found, calls: calls.map((index) => ({ index, callSpecificData: '0x' })) }
  })
  const tree = buildTree(grant.sessions.map(hashSession))
  return {
    key: grant.terms.key,
    keyType: grant.terms.keyType,
    terms: grant.terms,
    sessions,
    proof: proveLeaves(
      tree,
      inTreeOrder.map(({ session }) => session),
    ),
  }
}

/**
 * Writes a routing byte by byte. Does not ask whether a router would take it.
 *
 * @throws RouteError if a count or a length does not fit its field.
 */
export function writeRouting({ key, keyType, terms, sessions, proof }: Routing): Hex {
  const bytes = concatHex([
    uint(1, 1),
    uint(0, 1),
    uint(keyType, 1),
    key,
    uint(1, 1),
    uint(terms.validAfter, 6),
    uint(terms.validUntil, 6),
    terms.paymaster,
    uint(terms.feeBudget, 12),
    uint(terms.salt, 8),
    uint(sessions.length, 1),
    ...sessions.map(writeSession),
    uint(proof.nodes.length, 1),
    packFlags(proof.flags),
    ...proof.nodes,
  ])
  // Addresses come with the case of their checksum; lower case changes no byte of a hex text.
  return bytes.toLowerCase() as Hex
}

function writeSession({ validAfter, validUntil, module, data, calls }: RoutedSession): Hex {
  return concatHex([
    uint(validAfter, 6),
    uint(validUntil, 6),
    module,
    uint(size(data), 2),
    data,
    uint(calls.length, 1),
    ...calls.map(({ index, callSpecificData }) =>
      concatHex([uint(index, 1), uint(size(callSpecificData), 2), callSpecificData]),
    ),
  ])
}

/** Step i is bit i % 8 of byte i / 8, lowest bit first. */
function packFlags(flags: readonly boolean[]): Hex {
  const bytes = new Array<number>(Math.ceil(flags.length / 8)).fill(0)
  flags.forEach((flag, i) => {
    if (flag) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7))
  })
  return concatHex(bytes.map((byte) => uint(byte, 1)))
}

function uint(value: number | bigint, bytes: number): Hex {
  if (BigInt(value) >> BigInt(8 * bytes) !== 0n) {
    throw new RouteError(`${value} does not fit ${bytes} bytes of the routing.`)
  }
  return numberToHex(value, { size: bytes })
}

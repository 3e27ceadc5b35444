import { concatHex, type Hex, numberToHex, size } from 'viem'
import type { OwnerApproval } from '../grant/approval.ts'
import { RouteError } from './RouteError.ts'
import type { RoutedGrant, RoutedSession, Routing } from './routing.ts'

/**
 * Writes a routing byte by byte. Does not ask whether a router would take it.
 *
 * @throws RouteError if a count or a length does not fit its field.
 */
export function writeRouting({ key, keyType, grants, approval }: Routing): Hex {
  const bytes = concatHex([
    uint(1, 1),
    uint(approval === undefined ? 0 : 1, 1),
    uint(keyType, 1),
    key,
    uint(grants.length, 1),
    ...grants.map(writeGrant),
    ...(approval === undefined ? [] : [writeApproval(approval)]),
  ])
  // Addresses come with the case of their checksum; lower case changes no byte of a hex text.
  return bytes.toLowerCase() as Hex
}

function writeGrant({ terms, sessions, proof }: RoutedGrant): Hex {
  return concatHex([
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

function writeApproval({ deadline, position, others, signature }: OwnerApproval): Hex {
  return concatHex([
    uint(deadline, 6),
    uint(position, 1),
    uint(others.length, 1),
    ...others.map(({ chainId, ledger, epoch, id }) =>
      concatHex([uint(chainId, 8), ledger, uint(epoch, 8), id]),
    ),
    uint(size(signature), 2),
    signature,
  ])
}

/** Step i is bit 7 − i % 8 of byte i / 8, highest bit first. */
function packFlags(flags: readonly boolean[]): Hex {
  const bytes = new Array<number>(Math.ceil(flags.length / 8)).fill(0)
  flags.forEach((flag, i) => {
    if (flag) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (0x80 >> (i & 7))
  })
  return concatHex(bytes.map((byte) => uint(byte, 1)))
}

function uint(value: number | bigint, bytes: number): Hex {
  if (BigInt(value) >> BigInt(8 * bytes) !== 0n) {
    throw new RouteError(`${value} does not fit ${bytes} bytes of the routing.`)
  }
  return numberToHex(value, { size: bytes })
}

import {
  type Address,
  concatHex,
  getAddress,
  type Hex,
  numberToHex,
  parseAbi,
  toFunctionSelector,
} from 'viem'
import { nameCall, recreate, regrant } from '../errors/phrases.ts'
import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall } from '../types.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeRecipients } from './describeRecipients.ts'
import { encodeAddresses, encodeCount } from './encodeList.ts'
import { endOfList, readAddress, readAddresses, readUint } from './readBytes.ts'
import { requireAmount } from './requireAmount.ts'

/** Transfers of one collection's tokens from the account to a set of recipients. */
export type NFTTransferRule = {
  readonly kind: 'erc721' | 'erc1155'
  readonly collection: Address
  readonly recipients: readonly Address[]
  /** The tokens that may be transferred, or any of them. */
  readonly ids: readonly bigint[] | 'any'
}

/** A kind that this version does not know is kept as its number, and refused. */
type ReadNFTTransferRule =
  | NFTTransferRule
  | (Omit<NFTTransferRule, 'kind'> & { readonly kind: number })

const kinds = ['erc721', 'erc1155'] as const

const abi = parseAbi([
  'function safeTransferFrom(address from, address to, uint256 id)',
  'function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)',
])
const selectors = { erc721: toFunctionSelector(abi[0]), erc1155: toFunctionSelector(abi[1]) }

const anyIdFlag = 0x10
const recipientsStart = 21

/**
 * NFTTransferSVM, off-chain: `safeTransferFrom` alone, which no ERC-20 has. Limits count tokens.
 *
 * @example
 * ```ts
 * const { collection, recipients, ids } = nftTransfer.decode(data)
 * ```
 */
export const nftTransfer = defineModule<ReadNFTTransferRule>({
  name: 'nftTransfer',
  contract: 'NFTTransferSVM',
  words: {
    CollectionKindUnknown: ({ found }) => ({
      sentence: `The session names a kind of collection that its module does not know (${found}).`,
      fix: recreate,
    }),
    TokenIdNotAllowed: ({ call, found }) => ({
      sentence: `${nameCall(call)} transfers the token ${found}, which this session does not list.`,
      fix: regrant,
    }),
    TransferDataNotAllowed: ({ call, found }) => ({
      sentence: `${nameCall(call)} hands the recipient ${found} bytes of data; this session hands over none.`,
      fix: 'Pass empty data.',
    }),
  },
  ruleLength: (data) => endOfList(data, { start: startOfIds(data), size: 32 }),
  knownFlags: () => 0x1f,
  encodeOwnFlags: ({ ids }) => (ids === 'any' ? anyIdFlag : 0),
  encodeRule({ kind, collection, recipients, ids }) {
    const listed = ids === 'any' ? [] : ids
    return concatHex([
      numberToHex(typeof kind === 'number' ? kind : kinds.indexOf(kind), { size: 1 }),
      getAddress(collection),
      ...encodeAddresses('recipients', recipients),
      encodeCount('ids', listed.length),
      ...listed.map((id) =>
        numberToHex(requireAmount(id, { name: 'ids', bits: 256 }), { size: 32 }),
      ),
    ])
  },
  readRule(data, own) {
    const number = Number(readUint(data, { start: 0, size: 1 }))
    const start = startOfIds(data)
    const count = Number(readUint(data, { start, size: 1 }))
    const ids = Array.from({ length: count }, (_, i) =>
      readUint(data, { start: start + 1 + 32 * i, size: 32 }),
    )
    return {
      kind: kinds[number] ?? number,
      collection: readAddress(data, 1),
      recipients: readAddresses(data, recipientsStart),
      ids: own === 0 ? ids : 'any',
      // `kind` is one of the names or a number, which the union's members tell apart.
    } as ReadNFTTransferRule
  },
  refuseRule: refuseKind,
  entriesOf({ kind, collection }) {
    if (typeof kind === 'number') return []
    return [{ target: collection, selector: selectors[kind] }]
  },
  limitsToken: () => ({ symbol: 'tokens', decimals: 0 }),
  describeRule({ collection, recipients, ids }) {
    const which = ids === 'any' ? 'ANY token' : `the tokens ${ids.join(', ')}`
    return `Transfer ${which} of the collection ${collection} from the account to ${describeRecipients(recipients)}`
  },
  checkCall({ account, rule, call }) {
    const { kind, collection, recipients } = rule
    if (typeof kind === 'number') return refuseKind(rule) ?? { charged: false, amount: 0n }
    const isSingle = kind === 'erc721'
    const refusal =
      reader.requireTarget(call, collection) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, selectors[kind]) ??
      reader.requireLength(call, isSingle ? 100 : 196) ??
      reader.requireAddress(call, {
        position: 4,
        allowed: account,
        otherwise: 'OwnerNotAccount',
      }) ??
      reader.requireRecipient(call, { position: 36, recipients }) ??
      requireId(rule, call) ??
      (isSingle ? undefined : requireNoData(call))
    if (isRefusal(refusal)) return refusal
    return { charged: true, amount: isSingle ? 1n : reader.wordAt(call, 100) }
  },
})

function startOfIds(data: Hex): number {
  return endOfList(data, { start: recipientsStart, size: 20 })
}

function refuseKind({ kind }: ReadNFTTransferRule): Refusal | undefined {
  if (typeof kind === 'string') return undefined
  return refuse('CollectionKindUnknown', { found: kind, allowed: kinds.length - 1 })
}

function requireId({ ids }: ReadNFTTransferRule, call: BatchCall): Refusal | undefined {
  const found = reader.wordAt(call, 68)
  if (ids === 'any' || ids.includes(found)) return undefined
  return refuse('TokenIdNotAllowed', { ...reader.at(call), found })
}

/** Empty, where every encoder puts it. */
function requireNoData(call: BatchCall): Refusal | undefined {
  const moved = reader.requirePointer(call, { position: 132, allowed: 160 })
  if (moved) return moved
  const found = reader.wordAt(call, 164)
  if (found === 0n) return undefined
  return refuse('TransferDataNotAllowed', { ...reader.at(call), found, allowed: 0n })
}

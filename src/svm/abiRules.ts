import { type Address, concatHex, type Hex, hexToBytes, size, slice } from 'viem'
import { type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall } from '../types.ts'
import * as reader from './callReader.ts'
import { type Charge, defineModule, type SessionModule } from './defineModule.ts'
import { readUint } from './readBytes.ts'
import { checkRules } from './rules/checkRules.ts'
import { decodeRules, layoutStart, readHeader } from './rules/decodeRules.ts'
import { describeRules } from './rules/describeRules.ts'
import { chargedByte, encodeRules } from './rules/encodeRules.ts'
import { type Reading, RefusedByRules, refuseWith, wordAt } from './rules/reading.ts'
import type { AbiRules } from './rules/ruleTypes.ts'
import { familyOf, typeByte } from './rules/typeBytes.ts'
import { walkArguments } from './rules/walkArguments.ts'
import { wordsOfRules } from './rules/wordsOfRules.ts'

/** What stands in front of the limits, as bytes: the module finds what is malformed only where a call leads there. */
type RawRules = { readonly bytes: Hex }

const raw = defineModule<RawRules>({
  name: 'rules',
  contract: 'ABIRulesSVM',
  words: wordsOfRules,
  ruleLength(data) {
    if (size(data) < layoutStart) return layoutStart
    return layoutStart + Number(readUint(data, { start: 36, size: 2 }))
  },
  encodeRule: ({ bytes }) => bytes,
  readRule: (data) => {
    const length = layoutStart + Number(readUint(data, { start: 36, size: 2 }))
    return { bytes: slice(data, 0, length) }
  },
  refuseRule({ bytes }) {
    return catchRefusal(() => {
      decodeRules(hexToBytes(bytes))
      return undefined
    })
  },
  entriesOf({ bytes }) {
    const { target, selector } = readHeader(hexToBytes(bytes))
    return [{ target, selector }]
  },
  describeRule: ({ bytes }) => describeRules(decodeRules(hexToBytes(bytes))),
  checkCall({ account, rule, call, specificStart }) {
    const bytes = hexToBytes(rule.bytes)
    const header = readHeader(bytes)
    return (
      reader.requireTarget(call, header.target) ??
      requireValueCap(call, header.valueCap) ??
      reader.requireSelector(call, header.selector) ??
      catchRefusal(() =>
        checkArguments(
          {
            ...toReading(bytes, { call, account }),
            callSpecificData: hexToBytes(call.callSpecificData),
            proofs: specificStart,
          },
          { ...header, sent: call.value },
        ),
      )
    )
  },
  proveCall({ account, rule, call, sets }) {
    const bytes = hexToBytes(rule.bytes)
    const made: Hex[] = []
    const reading = {
      ...toReading(bytes, { call, account }),
      ...{ callSpecificData: new Uint8Array(), proofs: 0, proofsFrom: { sets, made } },
    }
    // What the rules refuse, `checkCall` says; what was asked until then is proven.
    catchRefusal(() => checkArguments(reading, { ...readHeader(bytes), sent: call.value }))
    return concatHex(made)
  },
})

/**
 * ABIRulesSVM, off-chain. Limits are of what the rules charge: a parameter, or the call's value in wei.
 *
 * @example
 * ```ts
 * const { target, selector } = abiRules.decode(data)
 * ```
 */
export const abiRules: SessionModule<AbiRules> = {
  ...raw,
  encode: ({ limits, ...rules }) => raw.encode({ bytes: encodeRules(rules), limits }),
  decode(data) {
    const { bytes, limits } = raw.decode(data)
    return { ...decodeRules(hexToBytes(bytes)), limits }
  },
}

function checkArguments(
  reading: Reading,
  { charged, rules, sent }: { charged: number; rules: number; sent: bigint },
): Charge {
  const layoutEnd = walkArguments(reading, { position: layoutStart, count: 0 })
  if (layoutEnd.count !== reading.markCount) {
    const [found, allowed] = [BigInt(layoutEnd.count), BigInt(reading.markCount)]
    refuseWith('MarkCountWrong', { found, allowed })
  }
  const { rule, callSpecificData, call } = reading
  const { position } = checkRules(reading, { position: layoutEnd.position, count: 0 }, rules)
  if (position !== rule.length) {
    const [found, allowed] = [BigInt(rule.length), BigInt(position)]
    refuseWith('SessionDataMalformed', { found, allowed })
  }
  if (reading.proofs !== callSpecificData.length) {
    const [found, allowed] = [BigInt(callSpecificData.length), BigInt(reading.proofs)]
    refuseWith('CallSpecificDataNotAllowed', { call, found, allowed })
  }
  return { charged: true, amount: amountOf(reading, charged, sent) }
}

/** What stands at the beginning of a check. */
function toReading(
  rule: Uint8Array,
  { call, account }: { call: Omit<BatchCall, 'callSpecificData'>; account: Address },
): Omit<Reading, 'callSpecificData' | 'proofs'> {
  const data = hexToBytes(call.data)
  const { marks: markCount } = readHeader(rule)
  return { call: BigInt(call.index), account, data, rule, marks: [], markCount }
}

/** What the call counts for. */
function amountOf({ marks, data }: Reading, charged: number, sent: bigint): bigint {
  if (charged === chargedByte.nothing) return 0n
  if (charged === chargedByte.value) return sent
  const mark = marks[charged - 1]
  if (mark === undefined || familyOf(mark.type) !== typeByte.uint) {
    return refuseWith('RuleMalformed', { position: 38n, found: BigInt(charged) })
  }
  return wordAt(data, mark.value)
}

function requireValueCap(call: BatchCall, allowed: bigint): Refusal | undefined {
  if (call.value <= allowed) return undefined
  return refuse('ValueNotAllowed', { ...reader.at(call), found: call.value, allowed })
}

function catchRefusal<result>(check: () => result): result | Refusal {
  try {
    return check()
  } catch (error) {
    if (error instanceof RefusedByRules) return error.reason
    throw error
  }
}

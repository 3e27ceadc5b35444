import { bytesToHex, getAddress } from 'viem'
import { decodeLayout } from './decodeLayout.ts'
import { decodeRuleList } from './decodeTree.ts'
import { chargedByte } from './encodeRules.ts'
import { refuseWith, uintAt } from './reading.ts'
import type { AbiRules } from './ruleTypes.ts'
import { familyOf, typeByte } from './typeBytes.ts'

/** Where the layout begins. */
export const layoutStart = 41
const chargedAt = 38

/** The fields of a rule that stand at fixed places. */
export function readHeader(rule: Uint8Array) {
  return {
    target: getAddress(bytesToHex(rule.slice(0, 20))),
    valueCap: uintAt(rule, 20, 12),
    selector: bytesToHex(rule.slice(32, 36)),
    charged: rule[chargedAt] ?? 0,
    marks: rule[39] ?? 0,
    rules: rule[40] ?? 0,
  }
}

/**
 * Decodes what stands in front of the limits, every byte of it: also what the module would only find malformed in a call that leads there.
 *
 * @throws RefusedByRules
 */
export function decodeRules(rule: Uint8Array): AbiRules {
  const { target, valueCap, selector, ...header } = readHeader(rule)
  const { parameters, marks, end } = decodeLayout(rule, layoutStart, header.marks)
  const tree = decodeRuleList(rule, { start: end, count: header.rules, marks })
  if (tree.end !== rule.length) {
    const [found, allowed] = [BigInt(rule.length), BigInt(tree.end)]
    refuseWith('SessionDataMalformed', { found, allowed })
  }
  const { charged } = header
  const common = { target, valueCap, selector, parameters, rules: tree.rules }
  if (charged === chargedByte.nothing) return common
  if (charged === chargedByte.value) return { ...common, charged: 'value' }
  const mark = marks[charged - 1]
  if (mark === undefined || mark.inArray !== undefined || familyOf(mark.type) !== typeByte.uint) {
    refuseWith('RuleMalformed', { position: BigInt(chargedAt), found: BigInt(charged) })
  }
  return { ...common, charged: charged - 1 }
}

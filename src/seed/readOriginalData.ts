import { type Address, decodeAbiParameters, getAddress, type Hex, hexToBigInt, size } from 'viem'
import { sliceBytes } from '../svm/readBytes.ts'

/** What a session of the original's ERC-20 module allows: any function of (address, uint256) of the token. */
export type OriginalErc20Data = {
  readonly key: Address
  readonly token: Address
  readonly recipient: Address
  /** Base units, each time. */
  readonly maxAmount: bigint
}

/** What a session of the original's rules module allows. */
export type OriginalRulesData = {
  readonly key: Address
  readonly target: Address
  readonly selector: Hex
  /** Wei, each time. */
  readonly valueLimit: bigint
  readonly rules: readonly OriginalRule[]
}

/** A rule on the word of calldata that begins `offset` bytes behind the selector, compared as unsigned numbers. */
export type OriginalRule = {
  readonly offset: number
  readonly condition: OriginalCondition
  readonly operand: bigint
}

const conditions = ['eq', 'lte', 'lt', 'gte', 'gt', 'neq'] as const
export type OriginalCondition = (typeof conditions)[number]

/** Reads `abi.encode(key, token, recipient, maxAmount)`; `undefined` if it is something else. */
export function readErc20Data(data: Hex): OriginalErc20Data | undefined {
  if (size(data) !== 128) return undefined
  try {
    const [key, token, recipient, maxAmount] = decodeAbiParameters(erc20Parameters, data)
    return { key, token, recipient, maxAmount }
  } catch {
    return undefined
  }
}

const erc20Parameters = [
  ...[{ type: 'address' }, { type: 'address' }, { type: 'address' }],
  { type: 'uint256' },
] as const

/**
 * Reads `key (20) ‖ target (20) ‖ selector (4) ‖ valueLimit (16) ‖ ruleCount (2) ‖ rules`, a rule being
 * `offset (2) ‖ condition (1) ‖ operand (32)`; `undefined` if it is something else.
 */
export function readRulesData(data: Hex): OriginalRulesData | undefined {
  if (size(data) < header) return undefined
  const number = (start: number, end: number) => hexToBigInt(sliceBytes(data, start, end))
  const count = Number(number(60, 62))
  if (size(data) !== header + rule * count) return undefined
  const rules: OriginalRule[] = []
  for (let start = header; start < size(data); start += rule) {
    const condition = conditions[Number(number(start + 2, start + 3))]
    if (condition === undefined) return undefined
    const offset = Number(number(start, start + 2))
    rules.push({ offset, condition, operand: number(start + 3, start + rule) })
  }
  return {
    key: getAddress(sliceBytes(data, 0, 20)),
    target: getAddress(sliceBytes(data, 20, 40)),
    selector: sliceBytes(data, 40, 44),
    valueLimit: number(44, 60),
    rules,
  }
}

const header = 62
const rule = 35

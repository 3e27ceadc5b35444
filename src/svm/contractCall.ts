import {
  type Address,
  concatHex,
  formatEther,
  getAddress,
  type Hex,
  numberToHex,
  size,
  zeroAddress,
} from 'viem'
import { nameCall, regrant } from '../errors/phrases.ts'
import { refuse } from '../errors/refuse.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { encodeCount } from './encodeList.ts'
import { endOfList, readAddress, readUint, sliceBytes } from './readBytes.ts'
import { requireAmount } from './requireAmount.ts'

/** Some functions of some contracts, with any arguments. */
export type ContractCallRule = {
  readonly functions: readonly { readonly target: Address; readonly selector: Hex }[]
  /** Wei that one call may send. */
  readonly valueCap: bigint
}

/** Where the list of functions stands in the data: behind the cap. */
const functionsStart = 12
const functionSize = 24

/**
 * ContractCallSVM, off-chain. Limits are in wei.
 *
 * @example
 * ```ts
 * const { functions, valueCap } = contractCall.decode(data)
 * ```
 */
export const contractCall = defineModule<ContractCallRule>({
  name: 'contractCall',
  contract: 'ContractCallSVM',
  words: {
    CallNotAllowed: ({ call, target, selector }) => ({
      sentence: `${nameCall(call)} calls the function ${selector} of ${target}, which this session does not list.`,
      fix: regrant,
    }),
  },
  ruleLength: (data) => endOfList(data, { start: functionsStart, size: functionSize }),
  encodeRule: ({ functions, valueCap }) =>
    concatHex([
      numberToHex(requireAmount(valueCap, { name: 'valueCap', bits: 96 }), { size: 12 }),
      encodeCount('functions', functions.length),
      ...functions.flatMap(({ target, selector }) => [
        getAddress(target),
        numberToHex(requireAmount(BigInt(selector), { name: 'selector', bits: 32 }), { size: 4 }),
      ]),
    ]),
  readRule(data) {
    const count = Number(readUint(data, { start: functionsStart, size: 1 }))
    return {
      valueCap: readUint(data, { start: 0, size: 12 }),
      functions: Array.from({ length: count }, (_, i) => {
        const start = functionsStart + 1 + functionSize * i
        return {
          target: readAddress(data, start),
          selector: sliceBytes(data, start + 20, start + functionSize).toLowerCase() as Hex,
        }
      }),
    }
  },
  entriesOf: ({ functions }) => functions,
  countedToken: () => zeroAddress,
  limitsToken: () => ({ symbol: 'native', decimals: 18 }),
  describeRule: ({ functions, valueCap }) =>
    `Call ${functions.map(({ target, selector }) => `the function ${selector} of ${target}`).join(' or ')} with ANY arguments, ${
      valueCap === 0n
        ? 'sending no native currency'
        : `sending at most ${formatEther(valueCap)} of the native currency with each call`
    }`,
  checkCall({ rule, call }) {
    const selector = reader.selectorOf(call)
    const { target, value } = call
    const isListed = rule.functions.some(
      (listed) => listed.target === target && listed.selector === selector,
    )
    if (size(call.data) < 4 || !isListed) {
      return refuse('CallNotAllowed', { ...reader.at(call), target, selector })
    }
    if (value > rule.valueCap) {
      return refuse('ValueNotAllowed', { ...reader.at(call), found: value, allowed: rule.valueCap })
    }
    return { charged: true, amount: value }
  },
})

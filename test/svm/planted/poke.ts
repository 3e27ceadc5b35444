import { type Address, concatHex, parseAbi, toFunctionSelector } from 'viem'
import * as reader from '../../../src/svm/callReader.ts'
import { defineModule } from '../../../src/svm/defineModule.ts'
import { readAddress } from '../../../src/svm/readBytes.ts'

type PokeRule = { readonly target: Address; readonly whom: Address }

export const pokeAbi = parseAbi(['function poke(address whom, uint256 amount)'])

const selector = toFunctionSelector(pokeAbi[0])

/** PokeSVM, off-chain: the twin of the planted modules whose names begin with Poke. */
export const twin = defineModule<PokeRule>({
  name: 'poke',
  contract: 'PokeSVM',
  ruleLength: () => 40,
  encodeRule: ({ target, whom }) => concatHex([target, whom]),
  readRule: (data) => ({ target: readAddress(data, 0), whom: readAddress(data, 20) }),
  entriesOf: ({ target }) => [{ target, selector }],
  describeRule: ({ target, whom }) => `Poke ${whom} through ${target}`,
  checkCall({ rule, call }) {
    const refusal =
      reader.requireTarget(call, rule.target) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, selector) ??
      reader.requireLength(call, 68) ??
      reader.requireRecipient(call, { position: 4, recipients: [rule.whom] })
    return refusal ?? { charged: true, amount: reader.wordAt(call, 36) }
  },
})

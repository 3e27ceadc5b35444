import { type Address, formatEther, zeroAddress } from 'viem'
import { describeAmount, describeToken, findToken } from '../svm/describeToken.ts'
import type { Tokens } from '../types.ts'
import {
  type ComputeWorstCaseParameters,
  computeWorstCase,
  type TokenWorstCase,
} from './computeWorstCase.ts'

export type DescribeWorstCaseParameters = ComputeWorstCaseParameters & {
  /** Shown beside addresses; addresses are shown in any case. */
  readonly tokens?: Tokens | undefined
}

/**
 * Says in plain English what grants allow at most, all of them and all their sessions together: one line for each token, then the rest.
 *
 * @example
 * ```ts
 * const lines = describeWorstCase({ grants: [grant, other] })
 * console.log(lines.join('\n'))
 * ```
 */
export function describeWorstCase(parameters: DescribeWorstCaseParameters): readonly string[] {
  const { tokens, uncounted, fees, paymasters } = computeWorstCase(parameters)
  const several = parameters.grants.length > 1
  return [
    ...tokens.map((token) => describeOne(token, parameters.tokens)),
    ...uncounted.map(({ grant, session }) => {
      const of = several ? ` of grant ${grant + 1}` : ''
      return `what permission ${session + 1}${of} says, which is no amount of a token that it names.`
    }),
    fees === 0n
      ? 'no fees of the account’s own.'
      : `fees of ${formatEther(fees)} of the native currency.`,
    ...paymasters.map((one) => `what the paymaster ${one} bills for fees.`),
  ]
}

function describeOne({ token, approved, moved }: TokenWorstCase, tokens: Tokens | undefined) {
  const native = token === zeroAddress
  const name = native ? 'the native currency' : describeToken(token, tokens)
  const say = (amount: bigint) =>
    native ? `${formatEther(amount)}` : toAmount(token, amount, tokens)
  const taken =
    approved === undefined
      ? 'others may be allowed to take any amount'
      : `others may be allowed to take ${say(approved)}`
  const sent =
    moved === undefined
      ? 'the key itself can move any amount'
      : `the key itself can move ${say(moved)}`
  if (approved === 0n) return `of ${name}, ${sent}.`
  if (moved === 0n) return `of ${name}, ${taken}.`
  const sum = approved === undefined || moved === undefined ? 'no bound' : say(approved + moved)
  return `of ${name}, ${taken}, and ${sent}: ${sum} in total.`
}

function toAmount(token: Address, amount: bigint, tokens: Tokens | undefined): string {
  return describeAmount(amount, findToken(token, tokens))
}

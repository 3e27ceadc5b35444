import type { Deployment } from '../deployment.ts'
import type { Tokens } from '../types.ts'
import { describeGrant } from './describeGrant.ts'
import type { ChainGrant, EnablingParameters } from './enablingTypedData.ts'
import { toDate } from './toDate.ts'

export type DescribeEnablingParameters = EnablingParameters & {
  readonly deployment?: Deployment | undefined
  /** Shown beside addresses; addresses are shown in any case. */
  readonly tokens?: Tokens | undefined
}

/**
 * Says in plain English what an owner signs with `signGrants`: one line for each thing to read before. A grant that is meant for several
 * chains is described once.
 *
 * @example
 * ```ts
 * const lines = describeEnabling({ account: account.address, deadline: now + 3600, entries: [entry] })
 * console.log(lines.join('\n'))
 * ```
 */
export function describeEnabling({
  account,
  deadline,
  entries,
  deployment,
  tokens,
}: DescribeEnablingParameters): readonly string[] {
  const byGrant = new Map<string, ChainGrant[]>()
  for (const entry of entries) {
    byGrant.set(entry.grant.id, [...(byGrant.get(entry.grant.id) ?? []), entry])
  }
  return [
    `You approve ${byGrant.size === 1 ? 'a grant' : `${byGrant.size} grants`} for your account ${account}.`,
    `Anybody who has the signature may enable ${byGrant.size === 1 ? 'it' : 'them'}, until ${toDate(deadline)}. To take it back before, revoke all grants on the chain.`,
    ...[...byGrant.values()].flatMap((same) => [
      ...same.map(
        ({ chainId, ledger }) => `On the chain ${chainId}, kept by the ledger ${ledger}:`,
      ),
      ...same
        .slice(0, 1)
        .flatMap(({ grant }) => describeGrant({ grant, deployment, tokens }))
        .map((line) => `  ${line}`),
    ]),
  ]
}

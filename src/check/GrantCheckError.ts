import { BaseError } from 'viem'
import type { GrantFinding } from './finding.ts'

/**
 * Thrown when the chain speaks against a grant. Nothing was signed or sent.
 *
 * @example
 * ```ts
 * try {
 *   await requireCheckedGrant(client, { account: account.address, grant })
 * } catch (error) {
 *   if (error instanceof GrantCheckError) console.log(error.findings)
 * }
 * ```
 */
export class GrantCheckError extends BaseError {
  /** All that was found, as data. */
  readonly findings: readonly GrantFinding[]

  constructor(findings: readonly GrantFinding[]) {
    const grave = findings.filter(({ weight }) => weight === 'refused')
    const refused = grave.length > 0 ? grave : findings
    super('This grant should not be signed. Nothing was signed or sent.', {
      name: 'GrantCheckError',
      metaMessages: [
        ...refused.map(({ check, sentence, fix }) => `${check}: ${sentence} ${fix}`),
        'If that is meant so, skip the check by its name.',
      ],
    })
    this.findings = findings
  }
}

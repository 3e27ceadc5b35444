import { BaseError } from 'viem'

/**
 * Thrown when a rule cannot be enforced as it is written.
 *
 * @example
 * ```ts
 * try {
 *   toMemberSet('address', [vault, vault])
 * } catch (error) {
 *   if (error instanceof RuleError) console.error(error.path, error.metaMessages)
 * }
 * ```
 */
export class RuleError extends BaseError {
  /** The argument that the rule is about, such as `args.order.offer[0].token`. */
  readonly path: string

  constructor({ path, reason, fix }: { path: string; reason: string; fix: string }) {
    super(`The rule on ${path} ${reason}.`, { name: 'RuleError', metaMessages: [fix] })
    this.path = path
  }
}

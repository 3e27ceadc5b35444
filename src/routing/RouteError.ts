import { BaseError } from 'viem'

/**
 * Thrown when routes do not fit the grant, or the format.
 *
 * @example
 * ```ts
 * try {
 *   encodeRouting({ grant, routes: [{ session: 99, calls: [0] }] })
 * } catch (error) {
 *   if (error instanceof RouteError) console.log(error.shortMessage)
 * }
 * ```
 */
export class RouteError extends BaseError {
  constructor(message: string) {
    super(message, {
      name: 'RouteError',
      metaMessages: ['Pass the routes that `routeCalls` returned for these grants.'],
    })
  }
}

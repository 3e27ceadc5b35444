import { BaseError } from 'viem'

/** Thrown when routes do not fit the grant, or the format. */
export class RouteError extends BaseError {
  constructor(message: string) {
    super(message, {
      name: 'RouteError',
      metaMessages: ['Pass the routes that `routeCalls` returned for these grants.'],
    })
  }
}

import { BaseError } from 'viem'

/** The story did not go as it is told: something that must be refused was not, or the other way round. */
export class StoryError extends BaseError {
  constructor(message: string) {
    super(message, {
      name: 'StoryError',
      metaMessages: ['The logs of chain and bundler are in .devnet/logs.'],
    })
  }
}

/** Ends the story where it does not go as it is told. */
export function insist(condition: boolean, message: string): asserts condition {
  if (!condition) throw new StoryError(message)
}

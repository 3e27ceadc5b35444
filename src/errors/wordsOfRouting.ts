import { nameCall, nameMoment, type WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'

/** Words for what speaks against a batch before any chain is asked. */
export const wordsOfRouting = {
  BatchEmpty: () => ({
    sentence: 'The batch has no call.',
    fix: 'Pass `calls` with at least one call.',
  }),
  BatchTooLong: ({ found, allowed }) => ({
    sentence: `The batch has ${found} calls; an operation takes at most ${allowed}.`,
    fix: 'Split the batch into several operations.',
  }),
  CallNotRouted: ({ index }) => ({
    sentence: `No session covers ${nameCall(index)}.`,
    fix: 'Leave the call out, or ask the owner for a grant with a permission for its target and function.',
  }),
  EnablingSessionsTooMany: ({ found, allowed }) => ({
    sentence: `The grant that is being enabled has ${found} sessions; an operation publishes at most ${allowed}.`,
    fix: 'Enable it with an operation of the owner (`enableGrantCall`), or by the owner’s approval in a transaction.',
  }),
  InitCodeNotAllowed: ({ length }) => ({
    sentence: `The operation carries ${length} bytes of initCode; a session operation deploys the account only together with enabling its grant.`,
    fix: 'Pass the owner’s approval, or deploy the account with an operation of its owner first.',
  }),
  TargetForbidden: ({ call, target }) => ({
    sentence: `${nameCall(call)} goes to ${target}, which no session key may ever call.`,
    fix: 'Leave the call out: the account itself, the router, its modules and the EntryPoints are the owner’s alone.',
  }),
  WindowEmpty: ({ validAfter, validUntil }) => ({
    sentence: `No moment is allowed by all that must hold: not before ${nameMoment(validAfter)}, not after ${nameMoment(validUntil)}.`,
    fix: 'Do not combine sessions of different times in one batch, and let every session overlap with its grant.',
  }),
  WindowOutOfRange: ({ found, allowed }) => ({
    sentence: `A time bound is ${found}; the largest is ${allowed}.`,
    fix: 'Time bounds are in seconds, not in milliseconds.',
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

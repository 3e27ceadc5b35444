import { nameCall, type WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'

/** Words for what is refused in the seed format, which is the original framework's. */
export const wordsOfSeed = {
  SeedAnswerWrong: ({ module, found }) => ({
    sentence: `The module ${module} answered ${found}, which is no address or no bool.`,
    fix: 'It is no Session Validation Module of the original framework.',
  }),
  SeedCallRefused: ({ call, by, reason }) => ({
    sentence: `${by} refused ${nameCall(call)} with ${reason === '0x' ? 'no reason' : reason}.`,
    fix: 'Compare the call with the session’s data, and the account’s root with the tree that the proof is from.',
  }),
  SeedDataLikeNode: ({ found }) => ({
    sentence: `A session carries ${found} bytes of data, so its leaf could be a node of the tree.`,
    fix: 'Use a module whose session data are longer or shorter.',
  }),
  SeedManagerNotEnabled: ({ manager }) => ({
    sentence: `The account has not enabled the session key manager ${manager} as a module.`,
    fix: 'Enable it, or name the manager that is enabled.',
  }),
  SeedManagerUnknown: ({ found }) => ({
    sentence: `${found} is no session key manager that this router takes.`,
    fix: 'Name the router’s own manager, or one of those fixed at its deployment: see `originalManagers`.',
  }),
  SeedManagerZero: ({ index }) => ({
    sentence: `Manager ${index} of the router’s list is the address zero.`,
    fix: 'Deploy the router with managers that stand on the chain.',
  }),
  SeedManagersTooMany: ({ found, allowed }) => ({
    sentence: `A router takes ${allowed} managers besides its own; ${found} were passed.`,
    fix: 'Deploy the router with fewer.',
  }),
  SeedNonceWrong: ({ found, allowed }) => ({
    sentence: `The operation’s nonce key ${found} is above ${allowed}, where each owner and session key has nonces of its own.`,
    fix: 'Use a nonce key of 64 bits, such as 0, for operations in the seed format.',
  }),
  SeedSessionNotEnabled: ({ leaf, root }) => ({
    sentence: `The account’s root ${root} does not hold the session with leaf ${leaf}.`,
    fix: 'Build the tree of all sessions as `buildSeedTree` does, and have the account set its root.',
  }),
  SeedSessionsWrong: ({ found, allowed }) => ({
    sentence: `The signature carries ${found} sessions for ${allowed} calls.`,
    fix: 'Name one session for each call, in the order of the calls.',
  }),
  SeedSignatureNotCanonical: ({ position, found, allowed }) => ({
    sentence: `The signature in the seed format is not in its one canonical encoding: ${found} where ${allowed} is due, at byte ${position}.`,
    fix: 'Encode it with `encodeSeedSignature`, or with any ABI encoder as it comes.',
  }),
  SelectorNotSingle: ({ found }) => ({
    sentence: `The operation calls ${found} of the account, which is not its function for a single call.`,
    fix: 'Send it through the account’s `execute`, or a batch through the router.',
  }),
  SingleCallNotCanonical: ({ position, found, allowed }) => ({
    sentence: `The single call is not in its one canonical encoding: ${found} where ${allowed} is due, at byte ${position} of callData.`,
    fix: 'Encode it with any ABI encoder as it comes.',
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

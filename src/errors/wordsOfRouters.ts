import { nameCall, notBySdk, type WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'

/** Words for what a router refuses: the batch, the routing, the targets. */
export const wordsOfRouters = {
  BatchNotCanonical: ({ position, found, allowed }) => ({
    sentence: `The batch is not in its one canonical encoding: ${found} where ${allowed} is due, at byte ${position} of callData.`,
    fix: 'Encode the batch with `encodeBatch`, or let the session account do it.',
  }),
  CallIndexNotAscending: ({ index, previous }) => ({
    sentence: `A session names call ${index} after call ${previous}; calls must ascend.`,
    fix: notBySdk,
  }),
  CallIndexOutOfRange: ({ index, calls }) => ({
    sentence: `The routing names call ${index}, but the batch has ${calls} calls.`,
    fix: 'Sign the routing of the batch that is sent: the two were made for different batches.',
  }),
  CallRoutedTwice: ({ index }) => ({
    sentence: `Two sessions are named for ${nameCall(index)}; a call is covered by exactly one.`,
    fix: notBySdk,
  }),
  EnablingProofNotComplete: ({ nodes }) => ({
    sentence: `The grant that is being enabled must list all its sessions, but its proof has ${nodes} nodes.`,
    fix: notBySdk,
  }),
  FlagsUnknown: ({ found }) => ({
    sentence: `The batch signature sets flags that this router does not know (${found}).`,
    fix: 'Use the SDK version that belongs to this router.',
  }),
  GrantCountZero: () => ({
    sentence: 'The batch signature draws on no grant.',
    fix: notBySdk,
  }),
  GrantFeeTermsMissing: ({ grant }) => ({
    sentence: `Grant ${grant} of the batch signature has neither a fee budget nor a paymaster.`,
    fix: 'Create the grant with `fees: { budget }`, `fees: { paymaster }`, or both.',
  }),
  GrantServesNoCall: ({ grant }) => ({
    sentence: `Grant ${grant} of the batch signature serves no call.`,
    fix: notBySdk,
  }),
  GrantTwice: ({ first, second }) => ({
    sentence: `Grant ${second} of the batch signature is grant ${first} again.`,
    fix: notBySdk,
  }),
  KeyTypeUnsupported: ({ found, allowed }) => ({
    sentence: `The session key is of type ${found}; this router knows the types 0 to ${allowed} (secp256k1, P-256, WebAuthn).`,
    fix: 'Use a session key of one of these types.',
  }),
  KeyVerifierFailed: ({ verifier }) => ({
    sentence: `The verifier of session keys at ${verifier} reverted: it ran out of gas.`,
    fix: 'Send the operation with a higher verificationGasLimit.',
  }),
  ModeNotBatch: ({ found }) => ({
    sentence: `The operation calls the account’s execute in the mode 0x${found.toString(16)}, which is not the plain batch.`,
    fix: 'Send the calls through the session account: it always makes a batch that fails as a whole.',
  }),
  ModuleAnswerWrong: ({ module, found, allowed }) => ({
    sentence: `The module ${module} answered ${found} bytes instead of ${allowed}.`,
    fix: 'No contract stands there, or it is no Session Validation Module: check the deployment on this chain.',
  }),
  NonceNotOfKey: ({ found, allowed }) => ({
    sentence: `The operation’s nonce is one of ${found}’s; the session key ${allowed} has nonces of its own.`,
    fix: 'Let the session account read the nonce: its key carries the session key’s address.',
  }),
  PaymasterDataTooShort: ({ found, needed }) => ({
    sentence: `paymasterAndData has ${found} bytes where the EntryPoint reads ${needed}.`,
    fix: 'Pass the paymaster with both its gas limits, or none.',
  }),
  ProofFlagsUnused: () => ({
    sentence: 'The proof sets flags beyond its last step.',
    fix: notBySdk,
  }),
  ProofMalformed: ({ nodesTaken, nodes }) => ({
    sentence: `The proof carries ${nodes} nodes, but its steps take ${nodesTaken}.`,
    fix: notBySdk,
  }),
  ProofTooLong: ({ found, allowed }) => ({
    sentence: `The proof has ${found} steps; a router takes at most ${allowed}.`,
    fix: 'Split the batch into several operations.',
  }),
  RoutingTrailing: ({ length }) => ({
    sentence: `The routing is followed by ${length} bytes that belong to nothing.`,
    fix: notBySdk,
  }),
  RoutingTruncated: ({ found, needed }) => ({
    sentence: `The routing ends after ${found} bytes where ${needed} are needed.`,
    fix: notBySdk,
  }),
  SelectorNotBatch: ({ found }) => ({
    sentence: `The operation calls ${found} of the account, which is not its batch function.`,
    fix: 'Send the calls through the session account: it always makes a batch, of a single call too.',
  }),
  SenderNotCaller: ({ found, allowed }) => ({
    sentence: `The router was called by ${found} about an operation of ${allowed}.`,
    fix: 'Only the account itself may ask the router.',
  }),
  SessionCountZero: ({ grant }) => ({
    sentence: `Grant ${grant} of the batch signature carries no session.`,
    fix: notBySdk,
  }),
  SessionKeyZero: () => ({
    sentence: 'The batch signature names no session key.',
    fix: notBySdk,
  }),
  SessionRefused: ({ module, reason }) => ({
    sentence: `The module ${module} refused with ${reason === '0x' ? 'no reason' : reason}.`,
    fix: 'Explain the calls with `explain` to see which rule they break.',
  }),
  SessionServesNoCall: ({ grant, session }) => ({
    sentence: `Session ${session} of grant ${grant} in the batch signature serves no call.`,
    fix: notBySdk,
  }),
  SessionTwice: ({ grant, first, second }) => ({
    sentence: `Session ${second} of grant ${grant} in the batch signature is session ${first} again.`,
    fix: notBySdk,
  }),
  SignatureNotCanonical: ({ position }) => ({
    sentence: `The account’s wrapper around the signature is not in its one canonical encoding, at byte ${position}.`,
    fix: 'Wrap the batch signature with `wrapSignature`, for the router that the account has enabled.',
  }),
  VersionUnknown: ({ found, allowed }) => ({
    sentence: `The batch signature has version ${found}; this router reads version ${allowed}.`,
    fix: 'Use the SDK version that belongs to this router.',
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

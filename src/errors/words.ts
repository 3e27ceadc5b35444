import { formatEther } from 'viem'
import type { SolidityErrorArgs, SolidityErrorName } from './solidityErrors.ts'

/** A refusal for people: what happened, and what probably helps. */
export type Words = { readonly sentence: string; readonly fix: string }

type WordsOf = { readonly [name in SolidityErrorName]: (args: SolidityErrorArgs<name>) => Words }

const at = (call: bigint) => `calls[${call}]`
const notBySdk = 'The SDK does not encode it this way: check who built or changed the operation.'
const regrant = 'Ask the owner for a grant that allows it, or change the call.'
const encodeAgain =
  'Encode the call with viem’s `encodeFunctionData` and change nothing after that.'
const statuses = ['never seen', 'active', 'revoked']
const nameStatus = (status: number) => statuses[status] ?? `unknown (${status})`
const nameMoment = (seconds: number) =>
  seconds <= 8_640_000_000_000
    ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
    : `second ${seconds}`

/** Words for every error of the contracts. */
export const words: WordsOf = {
  AddressNotClean: ({ call, position, found }) => ({
    sentence: `${at(call)} carries an address with extra bits at byte ${position} (0x${found.toString(16)}).`,
    fix: encodeAgain,
  }),
  AmountInTooLarge: ({ call, found, allowed }) => ({
    sentence: `${at(call)} swaps ${found} base units; no swap may exceed ${allowed}.`,
    fix: 'Check the amount: it is more than any token has.',
  }),
  AmountInZero: ({ call }) => ({
    sentence: `${at(call)} swaps an amount of zero.`,
    fix: 'Swap more than zero: some pools read zero as "everything".',
  }),
  BatchEmpty: () => ({
    sentence: 'The batch has no call.',
    fix: 'Pass `calls` with at least one call.',
  }),
  BatchNotCanonical: ({ position, found, allowed }) => ({
    sentence: `The batch is not in its one canonical encoding: ${found} where ${allowed} is due, at byte ${position} of callData.`,
    fix: 'Encode the batch with `encodeBatch`, or let the session account do it.',
  }),
  BatchTooLong: ({ found, allowed }) => ({
    sentence: `The batch has ${found} calls; an operation takes at most ${allowed}.`,
    fix: 'Split the batch into several operations.',
  }),
  BeneficiaryNotAccount: ({ call, found, allowed }) => ({
    sentence: `${at(call)} stakes for ${found}; this session stakes for the account ${allowed} alone.`,
    fix: 'Pass the account’s address as the receiver.',
  }),
  CallIndexNotAscending: ({ index, previous }) => ({
    sentence: `A session names call ${index} after call ${previous}; calls must ascend.`,
    fix: notBySdk,
  }),
  CallIndexOutOfRange: ({ index, calls }) => ({
    sentence: `The routing names call ${index}, but the batch has ${calls} calls.`,
    fix: 'Sign the routing of the batch that is sent: the two were made for different batches.',
  }),
  CallNotRouted: ({ index }) => ({
    sentence: `No session of the grant covers ${at(index)}.`,
    fix: 'Leave the call out, or ask the owner for a grant with a permission for its target and function.',
  }),
  CallRoutedTwice: ({ index }) => ({
    sentence: `Two sessions are named for ${at(index)}; a call is covered by exactly one.`,
    fix: notBySdk,
  }),
  CallSpecificDataNotAllowed: ({ call, found }) => ({
    sentence: `${at(call)} comes with ${found} bytes of call-specific data; this module takes none.`,
    fix: notBySdk,
  }),
  CalldataLengthWrong: ({ call, found, allowed }) => ({
    sentence: `${at(call)} has ${found} bytes of calldata; its function takes exactly ${allowed}.`,
    fix: encodeAgain,
  }),
  FeeTermsMissing: () => ({
    sentence:
      'The grant has neither a fee budget nor a paymaster, so that nothing could ever pay for it.',
    fix: 'Create the grant with `fees: { budget }`, `fees: { paymaster }`, or both.',
  }),
  FlagsUnknown: ({ found }) => ({
    sentence: `The batch signature sets flags that this router does not know (${found}).`,
    fix: 'Use the SDK version that belongs to this router.',
  }),
  GrantCountUnsupported: ({ found, allowed }) => ({
    sentence: `The batch signature draws on ${found} grants; this router takes ${allowed}.`,
    fix: 'Use one grant in an operation.',
  }),
  GrantFeeTermsMissing: () => ({
    sentence: 'The grant in the batch signature has neither a fee budget nor a paymaster.',
    fix: 'Create the grant with `fees: { budget }`, `fees: { paymaster }`, or both.',
  }),
  GrantStatusWrong: ({ id, found, allowed }) => ({
    sentence: `The grant ${id} is ${nameStatus(found)} for this account; it must be ${nameStatus(allowed)}.`,
    fix: describeStatusFix(found, allowed),
  }),
  HopNotAllowed: ({ call, position, found }) => ({
    sentence: `${at(call)} swaps over ${found} (place ${position} of the path), which is no allowed hop.`,
    fix: 'Use a path over the hops that the session allows, or ask for a grant with this hop.',
  }),
  InitCodeNotAllowed: ({ length }) => ({
    sentence: `The operation carries ${length} bytes of initCode; a session operation deploys nothing.`,
    fix: 'Deploy the account with an operation of its owner first.',
  }),
  KeyTypeUnknown: ({ found }) => ({
    sentence: `The grant names a key of type ${found}, which the manager does not know.`,
    fix: 'Use a secp256k1 session key (type 0).',
  }),
  KeyTypeUnsupported: ({ found, allowed }) => ({
    sentence: `The session key is of type ${found}; this router takes type ${allowed} (secp256k1).`,
    fix: 'Use a secp256k1 session key.',
  }),
  KeyZero: () => ({
    sentence: 'The grant names no session key.',
    fix: 'Create the grant with the session key’s address as `key`.',
  }),
  LimitFlagsUnknown: ({ found, allowed }) => ({
    sentence: `The session sets limits that its module does not know (flags ${found} of ${allowed}).`,
    fix: 'Create the permission with the presets of the SDK version that belongs to this module.',
  }),
  MinimumOutTooLow: ({ call, found, allowed }) => ({
    sentence: `${at(call)} accepts as little as ${found} base units for the swap; the floor rate demands ${allowed}.`,
    fix: `Set amountOutMin to at least ${allowed}; if the market gives less, wait or ask for a lower floor.`,
  }),
  ModuleAnswerWrong: ({ module, found, allowed }) => ({
    sentence: `The module ${module} answered ${found} bytes instead of ${allowed}.`,
    fix: 'No contract stands there, or it is no Session Validation Module: check the deployment on this chain.',
  }),
  PathLengthWrong: ({ call, found, allowed }) => ({
    sentence: `${at(call)} swaps over a path of ${found} tokens; it takes between 2 and ${allowed}.`,
    fix: 'Use a shorter path, or ask for a grant with more hops.',
  }),
  PerUseLimitExceeded: ({ call, found, allowed }) => ({
    sentence: `${at(call)} moves ${found} base units; one call may move ${allowed}.`,
    fix: 'Use a smaller amount.',
  }),
  PointerNotCanonical: ({ call, position, found, allowed }) => ({
    sentence: `${at(call)} points to its path with ${found} instead of ${allowed} at byte ${position}.`,
    fix: encodeAgain,
  }),
  ProofFlagsUnused: () => ({
    sentence: 'The proof sets flags beyond its last step.',
    fix: notBySdk,
  }),
  ProofMalformed: ({ nodesTaken, nodes }) => ({
    sentence: `The proof carries ${nodes} nodes, but its steps take ${nodesTaken}.`,
    fix: notBySdk,
  }),
  RateZero: () => ({
    sentence: 'The session’s floor rate is zero.',
    fix: 'Create the permission again with a rate above zero on both sides.',
  }),
  RecipientNotAccount: ({ call, found, allowed }) => ({
    sentence: `${at(call)} sends what it swaps to ${found}; this session swaps for the account ${allowed} alone.`,
    fix: 'Pass the account’s address as the recipient.',
  }),
  RouterZero: () => ({
    sentence: 'The grant names no router.',
    fix: 'Create the grant for the deployed router.',
  }),
  RoutingTrailing: ({ length }) => ({
    sentence: `The routing is followed by ${length} bytes that belong to nothing.`,
    fix: notBySdk,
  }),
  RoutingTruncated: ({ found, needed }) => ({
    sentence: `The routing ends after ${found} bytes where ${needed} are needed.`,
    fix: notBySdk,
  }),
  SelectorNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} calls the function ${found}; this session allows ${allowed} only.`,
    fix: regrant,
  }),
  SelectorNotBatch: ({ found }) => ({
    sentence: `The operation calls ${found} of the account, which is not its batch function.`,
    fix: 'Send the calls through the session account: it always makes a batch, of a single call too.',
  }),
  SenderNotCaller: ({ found, allowed }) => ({
    sentence: `The router was called by ${found} about an operation of ${allowed}.`,
    fix: 'Only the account itself may ask the router.',
  }),
  SessionCountZero: () => ({
    sentence: 'The batch signature carries no session.',
    fix: notBySdk,
  }),
  SessionDataMalformed: ({ found, allowed }) => ({
    sentence: `The session’s data has ${found} bytes where its module reads ${allowed}.`,
    fix: 'Create the permission with the presets of the SDK, for the module that it is meant for.',
  }),
  SessionKeyZero: () => ({
    sentence: 'The batch signature names no session key.',
    fix: notBySdk,
  }),
  SessionRefused: ({ module, reason }) => ({
    sentence: `The module ${module} refused with ${reason === '0x' ? 'no reason' : reason}.`,
    fix: 'Explain the calls with `explain` to see which rule they break.',
  }),
  SessionServesNoCall: ({ session }) => ({
    sentence: `Session ${session} of the batch signature serves no call.`,
    fix: notBySdk,
  }),
  SessionTwice: ({ first, second }) => ({
    sentence: `Session ${second} of the batch signature is session ${first} again.`,
    fix: notBySdk,
  }),
  SessionsEmpty: () => ({
    sentence: 'The grant has no session.',
    fix: 'Create the grant with at least one permission.',
  }),
  SessionsRootWrong: ({ found, allowed }) => ({
    sentence: `The sessions passed have the root ${found}; the grant names ${allowed}.`,
    fix: 'Pass the sessions with which the grant was created, in the same order.',
  }),
  SignatureNotCanonical: ({ position }) => ({
    sentence: `The account’s wrapper around the signature is not in its one canonical encoding, at byte ${position}.`,
    fix: 'Wrap the batch signature with `wrapSignature`, for the router that the account has enabled.',
  }),
  SpenderNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} approves ${found} as spender; this session allows ${allowed} only.`,
    fix: regrant,
  }),
  StakeKindUnknown: ({ found }) => ({
    sentence: `The session names a way of staking that its module does not know (${found}).`,
    fix: 'Create the permission with the presets of the SDK version that belongs to this module.',
  }),
  TargetForbidden: ({ call, target }) => ({
    sentence: `${at(call)} goes to ${target}, which no session key may ever call.`,
    fix: 'Leave the call out: the account itself, the router, its modules and the EntryPoints are the owner’s alone.',
  }),
  TargetNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} goes to ${found}; this session allows calls to ${allowed} only.`,
    fix: regrant,
  }),
  TokenInNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} swaps ${found} away; this session swaps ${allowed} only.`,
    fix: 'Start the path with the session’s token, or ask for a grant for this token.',
  }),
  TokenOutNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} swaps into ${found}; this session swaps into ${allowed} only.`,
    fix: 'End the path with the session’s token, or ask for a grant for this token.',
  }),
  TotalLimitExceeded: ({ call, found, allowed }) => ({
    sentence: `${at(call)} moves ${found} base units; ${allowed} are left of the session’s total.`,
    fix: 'Use a smaller amount, or ask the owner for a new grant. Failed attempts have counted, too.',
  }),
  UsesLimitExceeded: ({ call, found, allowed }) => ({
    sentence: `${at(call)} would be use ${found} of a session that may be used ${allowed} times.`,
    fix: 'Ask the owner for a new grant. Failed attempts have counted, too.',
  }),
  ValueNotAllowed: ({ call, found }) => ({
    sentence: `${at(call)} sends ${formatEther(found)} of the native currency; this session sends none.`,
    fix: 'Leave `value` out of the call.',
  }),
  VersionUnknown: ({ found, allowed }) => ({
    sentence: `The batch signature has version ${found}; this router reads version ${allowed}.`,
    fix: 'Use the SDK version that belongs to this router.',
  }),
  WindowEmpty: ({ validAfter, validUntil }) => ({
    sentence: `No moment is allowed by all that must hold: not before ${nameMoment(validAfter)}, not after ${nameMoment(validUntil)}.`,
    fix: 'Do not combine sessions of different times in one batch, and let every session overlap with its grant.',
  }),
  WindowOutOfRange: ({ found, allowed }) => ({
    sentence: `A time bound is ${found}; the largest is ${allowed}.`,
    fix: 'Time bounds are in seconds, not in milliseconds.',
  }),
}

function describeStatusFix(found: number, allowed: number): string {
  if (found === 2) return 'A revoked grant never comes back: ask the owner for a new one.'
  if (found === 1 && allowed === 0) return 'It is enabled already: nothing is left to do.'
  return 'Let the owner enable the grant first: send `enableGrantCall(grant)` from the account.'
}

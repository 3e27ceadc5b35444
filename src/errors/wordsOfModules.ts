import { formatEther } from 'viem'
import { at, encodeAgain, notBySdk, regrant, type WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'

/** Words for what a module refuses of a call. */
export const wordsOfModules = {
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
  BeneficiaryNotAccount: ({ call, found, allowed }) => ({
    sentence: `${at(call)} stakes for ${found}; this session stakes for the account ${allowed} alone.`,
    fix: 'Pass the account’s address as the receiver.',
  }),
  CallNotCanonical: ({ position, found, allowed }) => ({
    sentence: `Call ${position} of a session reached its module with a pointer of ${found} instead of ${allowed}.`,
    fix: 'Ask the module through the router: others must encode the calls as Solidity does.',
  }),
  CallSpecificDataNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} comes with ${found} bytes of call-specific data; this module takes ${allowed === 0n ? 'none' : allowed}.`,
    fix:
      allowed === 4n
        ? 'The session has a limit per period: tell the SDK the time as `now`, so that it can name the period.'
        : notBySdk,
  }),
  CalldataLengthWrong: ({ call, found, allowed }) => ({
    sentence: `${at(call)} has ${found} bytes of calldata; its function takes exactly ${allowed}.`,
    fix: encodeAgain,
  }),
  HopNotAllowed: ({ call, position, found }) => ({
    sentence: `${at(call)} swaps over ${found} (place ${position} of the path), which is no allowed hop.`,
    fix: 'Use a path over the hops that the session allows, or ask for a grant with this hop.',
  }),
  LimitFlagsUnknown: ({ found, allowed }) => ({
    sentence: `The session sets limits that its module does not know (flags ${found} of ${allowed}).`,
    fix: 'Create the permission with the presets of the SDK version that belongs to this module.',
  }),
  MinimumOutTooLow: ({ call, found, allowed }) => ({
    sentence: `${at(call)} accepts as little as ${found} base units for the swap; the floor rate demands ${allowed}.`,
    fix: `Set amountOutMin to at least ${allowed}; if the market gives less, wait or ask for a lower floor.`,
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
  RateZero: () => ({
    sentence: 'The session’s floor rate is zero.',
    fix: 'Create the permission again with a rate above zero on both sides.',
  }),
  RecipientNotAccount: ({ call, found, allowed }) => ({
    sentence: `${at(call)} sends what it swaps to ${found}; this session swaps for the account ${allowed} alone.`,
    fix: 'Pass the account’s address as the recipient.',
  }),
  SelectorNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} calls the function ${found}; this session allows ${allowed} only.`,
    fix: regrant,
  }),
  SessionDataMalformed: ({ found, allowed }) => ({
    sentence: `The session’s data has ${found} bytes where its module reads ${allowed}.`,
    fix: 'Create the permission with the presets of the SDK, for the module that it is meant for.',
  }),
  SpenderNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} approves ${found} as spender; this session allows ${allowed} only.`,
    fix: regrant,
  }),
  StakeKindUnknown: ({ found }) => ({
    sentence: `The session names a way of staking that its module does not know (${found}).`,
    fix: 'Create the permission with the presets of the SDK version that belongs to this module.',
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
  ValueNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} sends ${formatEther(found)} of the native currency; this session sends ${
      allowed === 0n ? 'none' : `at most ${formatEther(allowed)}`
    }.`,
    fix: allowed === 0n ? 'Leave `value` out of the call.' : 'Send less with the call.',
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

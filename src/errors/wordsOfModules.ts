import { formatEther } from 'viem'
import { encodeAgain, nameCall, notBySdk, regrant, type WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'

/** Words for what every module may refuse of a call. Those for what single modules refuse stand with the module. */
export const wordsOfModules = {
  AddressNotClean: ({ call, position, found }) => ({
    sentence: `${nameCall(call)} carries an address with extra bits at byte ${position} (0x${found.toString(16)}).`,
    fix: encodeAgain,
  }),
  AssetNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} moves ${found}; this session moves ${allowed} only.`,
    fix: regrant,
  }),
  CallNotCanonical: ({ position, found, allowed }) => ({
    sentence: `Call ${position} of a session reached its module with a pointer of ${found} instead of ${allowed}.`,
    fix: 'Ask the module through the router: others must encode the calls as Solidity does.',
  }),
  CallSpecificDataNotAllowed: ({ call, found, allowed }) =>
    found === 0n && allowed === 4n
      ? {
          sentence: `${nameCall(call)} names no period, and its session has a limit per period.`,
          fix: 'Tell the SDK the time as `now`, so that it can name the period.',
        }
      : {
          sentence: `${nameCall(call)} comes with ${found} bytes of call-specific data; this module takes ${allowed === 0n ? 'none' : allowed}.`,
          fix: notBySdk,
        },
  CalldataLengthWrong: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} has ${found} bytes of calldata; its function takes exactly ${allowed}.`,
    fix: encodeAgain,
  }),
  LimitFlagsUnknown: ({ found, allowed }) => ({
    sentence: `The session sets limits that its module does not know (flags ${found} of ${allowed}).`,
    fix: 'Create the permission with the presets of the SDK version that belongs to this module.',
  }),
  OwnerNotAccount: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} takes from ${found}; this session takes from the account ${allowed} alone.`,
    fix: 'Pass the account’s address as the owner.',
  }),
  PaddingNotZero: ({ call, position, found }) => ({
    sentence: `${nameCall(call)} carries something behind its data, at byte ${position} (0x${found.toString(16)}).`,
    fix: encodeAgain,
  }),
  PerUseLimitExceeded: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} moves ${found} base units; one call may move ${allowed}.`,
    fix: 'Use a smaller amount.',
  }),
  PeriodDiffers: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} names period ${found}; the session’s first call in this operation names ${allowed}.`,
    fix: 'Name the same period for all calls of a session.',
  }),
  PeriodLimitExceeded: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} moves ${found} base units; ${allowed} are left of the session’s limit for this period.`,
    fix: 'Use a smaller amount, or wait for the next period. Failed attempts have counted, too.',
  }),
  PeriodOutOfRange: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} names period ${found}; the last one that a window can hold is ${allowed}.`,
    fix: 'Name the period of the present moment.',
  }),
  PeriodPast: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} names period ${found}; the session has been used in period ${allowed} already.`,
    fix: 'Read the time again: periods only go forward. If another machine’s clock runs ahead, wait for that period.',
  }),
  PeriodTooShort: ({ found, allowed }) => ({
    sentence: `The session’s limit is for periods of ${found} seconds; they last at least ${allowed}.`,
    fix: 'Create the permission again with `perHour`, `perDay`, `perWeek`, or a longer period.',
  }),
  PointerNotCanonical: ({ call, position, found, allowed }) => ({
    sentence: `${nameCall(call)} points to its path with ${found} instead of ${allowed} at byte ${position}.`,
    fix: encodeAgain,
  }),
  RecipientNotAllowed: ({ call, found }) => ({
    sentence: `${nameCall(call)} sends to ${found}, which this session does not list.`,
    fix: regrant,
  }),
  SelectorNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} calls the function ${found}; this session allows ${allowed} only.`,
    fix: regrant,
  }),
  SessionDataMalformed: ({ found, allowed }) => ({
    sentence: `The session’s data has ${found} bytes where its module reads ${allowed}.`,
    fix: 'Create the permission with the presets of the SDK, for the module that it is meant for.',
  }),
  TargetNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} goes to ${found}; this session allows calls to ${allowed} only.`,
    fix: regrant,
  }),
  TotalLimitExceeded: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} moves ${found} base units; ${allowed} are left of the session’s total.`,
    fix: 'Use a smaller amount, or ask the owner for a new grant. Failed attempts have counted, too.',
  }),
  UsesLimitExceeded: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} would be use ${found} of a session that may be used ${allowed} times.`,
    fix: 'Ask the owner for a new grant. Failed attempts have counted, too.',
  }),
  ValueNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} sends ${formatEther(found)} of the native currency; this session sends ${
      allowed === 0n ? 'none' : `at most ${formatEther(allowed)}`
    }.`,
    fix: allowed === 0n ? 'Leave `value` out of the call.' : 'Send less with the call.',
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

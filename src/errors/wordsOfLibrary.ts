import { at, encodeAgain, regrant, type WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'

const recreate =
  'Create the permission again with the presets of the SDK version that belongs to this module.'

/** Words for what the modules of the library refuse beside what all modules do. */
export const wordsOfLibrary = {
  AllowanceLeft: ({ call, found }) => ({
    sentence: `${at(call)} is the session’s last and leaves an allowance of ${found} base units standing; this session ends with none.`,
    fix: 'Add a last call that approves zero for the same spender.',
  }),
  AssetNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} moves ${found}; this session moves ${allowed} only.`,
    fix: regrant,
  }),
  CallNotAllowed: ({ call, target, selector }) => ({
    sentence: `${at(call)} calls the function ${selector} of ${target}, which this session does not list.`,
    fix: regrant,
  }),
  CollectionKindUnknown: ({ found }) => ({
    sentence: `The session names a kind of collection that its module does not know (${found}).`,
    fix: recreate,
  }),
  DepositUnderWay: () => ({
    sentence:
      'The token or the vault called back while it was being deposited, and asked for another deposit.',
    fix: 'Do not use this vault: no honest one has a reason to.',
  }),
  FeeNotAllowed: ({ call, position, found }) => ({
    sentence: `${at(call)} swaps through a pool with a fee of ${found} (place ${position} of the path), which this session does not list.`,
    fix: 'Use a pool with a fee that the session allows, or ask for a grant with this one.',
  }),
  FunctionNotAllowed: ({ call, found, single, multi }) => ({
    sentence: `${at(call)} calls the function ${found}; this session allows ${single} and ${multi} only.`,
    fix: 'Call `exactInputSingle` or `exactInput` of the router that the session names, not through `multicall`.',
  }),
  KeepTooLow: ({ call, found, allowed }) => ({
    sentence: `${at(call)} leaves ${found} base units in the account; this session leaves ${allowed} at least.`,
    fix: `Pass ${allowed} or more as \`keep\`.`,
  }),
  NothingToDeposit: ({ balance, keep }) => ({
    sentence: `The account has ${balance} base units of the token, and is to keep ${keep}: there is nothing to deposit.`,
    fix: 'Let the calls before it bring in more, or keep less.',
  }),
  OwnerNotAccount: ({ call, found, allowed }) => ({
    sentence: `${at(call)} takes from ${found}; this session takes from the account ${allowed} alone.`,
    fix: 'Pass the account’s address as the owner.',
  }),
  PaddingNotZero: ({ call, position, found }) => ({
    sentence: `${at(call)} carries something behind its data, at byte ${position} (0x${found.toString(16)}).`,
    fix: encodeAgain,
  }),
  PathSizeWrong: ({ call, found, allowed }) => ({
    sentence: `${at(call)} swaps over a path of ${found} bytes; it takes 43 to ${allowed}, 23 for each pool and 20.`,
    fix: 'Use a shorter path, or ask for a grant with more hops.',
  }),
  PeriodDiffers: ({ call, found, allowed }) => ({
    sentence: `${at(call)} names period ${found}; the session’s first call in this operation names ${allowed}.`,
    fix: 'Name the same period for all calls of a session.',
  }),
  PeriodLimitExceeded: ({ call, found, allowed }) => ({
    sentence: `${at(call)} moves ${found} base units; ${allowed} are left of the session’s limit for this period.`,
    fix: 'Use a smaller amount, or wait for the next period. Failed attempts have counted, too.',
  }),
  PeriodOutOfRange: ({ call, found, allowed }) => ({
    sentence: `${at(call)} names period ${found}; the last one that a window can hold is ${allowed}.`,
    fix: 'Name the period of the present moment.',
  }),
  PeriodPast: ({ call, found, allowed }) => ({
    sentence: `${at(call)} names period ${found}; the session has been used in period ${allowed} already.`,
    fix: 'Read the time again: periods only go forward. If another machine’s clock runs ahead, wait for that period.',
  }),
  PeriodTooShort: ({ found, allowed }) => ({
    sentence: `The session’s limit is for periods of ${found} seconds; they last at least ${allowed}.`,
    fix: 'Create the permission again with `perHour`, `perDay`, `perWeek`, or a longer period.',
  }),
  PriceLimitNotZero: ({ call, found }) => ({
    sentence: `${at(call)} sets a price limit (${found}), at which the swap would stop half-way.`,
    fix: 'Pass 0 as `sqrtPriceLimitX96`; the minimum out protects the swap.',
  }),
  RecipientNotAllowed: ({ call, found }) => ({
    sentence: `${at(call)} sends to ${found}, which this session does not list.`,
    fix: regrant,
  }),
  ReferralNotZero: ({ call, found }) => ({
    sentence: `${at(call)} names the referral code ${found}; this session supplies without one.`,
    fix: 'Pass 0 as `referralCode`.',
  }),
  RouterKindUnknown: ({ found }) => ({
    sentence: `The session names a kind of router that its module does not know (${found}).`,
    fix: recreate,
  }),
  SwapNativeTwice: () => ({
    sentence: 'The session sells the native currency for itself.',
    fix: 'Create the permission again with the native currency on one side at most.',
  }),
  TokenIdNotAllowed: ({ call, found }) => ({
    sentence: `${at(call)} transfers the token ${found}, which this session does not list.`,
    fix: regrant,
  }),
  TransferDataNotAllowed: ({ call, found }) => ({
    sentence: `${at(call)} hands the recipient ${found} bytes of data; this session hands over none.`,
    fix: 'Pass empty data.',
  }),
  VaultNotAllowed: ({ call, found, allowed }) => ({
    sentence: `${at(call)} deposits in ${found}; this session deposits in ${allowed} only.`,
    fix: regrant,
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

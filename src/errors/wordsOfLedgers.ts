import { nameKeyType } from '../keys/keyTypes.ts'
import { nameMoment, type WordsOf } from './phrases.ts'
import type { SolidityErrorName } from './solidityErrors.ts'

/** Words for what a ledger refuses: terms, status, approvals. */
export const wordsOfLedgers = {
  AlreadyInstalled: ({ account }) => ({
    sentence: `The account ${account} has installed the router already.`,
    fix: 'Nothing is left to do.',
  }),
  ApprovalRefused: ({ account }) => ({
    sentence: `The account ${account} does not confirm that its owner approved this grant.`,
    fix: 'Sign again for this account, chain, ledger and its present epoch: revoking all grants ends approvals that were not used. The account must be deployed.',
  }),
  ChainTwice: ({ entry, chainId }) => ({
    sentence: `The approval has a second entry for the chain ${chainId} (number ${entry} among the others).`,
    fix: 'Sign one grant for each chain in an approval.',
  }),
  DeadlinePassed: ({ found, allowed }) => ({
    sentence: `The owner’s approval ended at ${nameMoment(allowed)}; it is ${nameMoment(Number(found))}.`,
    fix: 'Ask the owner for a new approval.',
  }),
  DeadlineZero: () => ({
    sentence: 'The owner’s approval names no deadline.',
    fix: 'Sign an approval with a deadline.',
  }),
  FeeTermsMissing: () => ({
    sentence:
      'The grant has neither a fee budget nor a paymaster, so that nothing could ever pay for it.',
    fix: 'Create the grant with `fees: { budget }`, `fees: { paymaster }`, or both.',
  }),
  GrantStatusWrong: ({ id, found, allowed }) => ({
    sentence: `The grant ${id} is ${nameStatus(found)} for this account; it must be ${nameStatus(allowed)}.`,
    fix: describeStatusFix(found, allowed),
  }),
  InstallDataNotAllowed: ({ length }) => ({
    sentence: `The router was installed with ${length} bytes of data; it takes none.`,
    fix: 'Install it with empty data and enable grants afterwards.',
  }),
  KeyTypeNotVerifiable: ({ found }) => ({
    sentence: `The grant names a session key that is ${nameKeyType(found)}; this chain cannot verify its signatures.`,
    fix: 'Use a secp256k1 session key here: the others need the P-256 precompile (EIP-7951, RIP-7212) and the contract KeyVerifier.',
  }),
  KeyWrong: ({ found, allowed }) => ({
    sentence: `${found} wants to give up a grant of the key ${allowed}.`,
    fix: 'Only the session key itself gives up its grant; the owner revokes it instead.',
  }),
  KeyZero: () => ({
    sentence: 'The grant names no session key.',
    fix: 'Create the grant with the session key’s address as `key`.',
  }),
  PositionOutOfRange: ({ found, allowed }) => ({
    sentence: `The approval names entry ${found} of a list whose last entry is ${allowed}.`,
    fix: 'Pass the approval that `signGrants` returned for this chain.',
  }),
  RenouncingNotSigned: ({ key }) => ({
    sentence: `The session key ${key} has not signed that it gives up this grant.`,
    fix: 'Sign with `signRenounceGrant`, for this account, chain and ledger.',
  }),
  RouterWrong: ({ found, allowed }) => ({
    sentence: `The grant names the router ${found}; this ledger keeps grants of ${allowed}.`,
    fix: 'Create the grant for the router that the account has installed.',
  }),
  RouterZero: () => ({
    sentence: 'The grant names no router.',
    fix: 'Create the grant for the deployed router.',
  }),
  SessionDataTooLong: ({ session, found, allowed }) => ({
    sentence: `Session ${session} has ${found} bytes of data; it may have ${allowed}.`,
    fix: 'Split the permission into several.',
  }),
  SessionsEmpty: () => ({
    sentence: 'The grant has no session.',
    fix: 'Create the grant with at least one permission.',
  }),
  SessionsRootWrong: ({ found, allowed }) => ({
    sentence: `The sessions passed have the root ${found}; the grant names ${allowed}.`,
    fix: 'Pass the sessions with which the grant was created, in the same order.',
  }),
  SessionsRootZero: () => ({
    sentence: 'The grant names no root of its sessions.',
    fix: 'Create the grant with `createGrant`.',
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

const statuses = ['never seen', 'active', 'revoked']
const nameStatus = (status: number) => statuses[status] ?? `unknown (${status})`

function describeStatusFix(found: number, allowed: number): string {
  if (found === 2) return 'A revoked grant never comes back: ask the owner for a new one.'
  if (found === 1 && allowed === 0) return 'It is enabled already: nothing is left to do.'
  return 'Let the owner enable the grant first (`enableGrantCall`). If a grant like it is enabled, the operation was made from other sessions or terms: make it from the grant as `listGrants` shows it.'
}

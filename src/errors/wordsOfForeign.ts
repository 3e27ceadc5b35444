import { parseAbi } from 'viem'
import type { Words } from './phrases.ts'

/** Errors of contracts that are not ours, but that a session operation meets every day: accounts, tokens, vaults. */
export const foreignAbi = parseAbi([
  'error WrongValidationModule(address module)',
  'error ModuleNotEnabled(address module)',
  'error CallerIsNotEntryPoint(address caller)',
  'error CallerIsNotEntryPointOrSelf(address caller)',
  'error CallerIsNotAnEntryPoint(address caller)',
  'error WrongBatchProvided(uint256 targets, uint256 values, uint256 calldatas, uint256 operations)',
  'error ValidatorNotInstalled(address module)',
  'error ModuleNotInstalled(uint256 moduleTypeId, address module)',
  'error AccountAccessUnauthorized()',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
  'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
  'error ERC20InvalidApprover(address approver)',
  'error ERC20InvalidReceiver(address receiver)',
  'error ERC20InvalidSender(address sender)',
  'error ERC20InvalidSpender(address spender)',
  'error SafeERC20FailedOperation(address token)',
  'error ERC4626ExceededMaxDeposit(address receiver, uint256 assets, uint256 max)',
  'error ERC4626ExceededMaxWithdraw(address owner, uint256 assets, uint256 max)',
  'error ERC4626ExceededMaxRedeem(address owner, uint256 shares, uint256 max)',
])

type Args = readonly unknown[]

const installRouter =
  'Let the owner install the router in the account, and sign with the session account for that router.'

/** Words for each of `foreignAbi`, by the error's arguments. */
export const wordsOfForeign: { readonly [name: string]: (args: Args) => Words } = {
  WrongValidationModule: ([module]) => ({
    sentence: `The account has no module ${module}, which the operation’s signature names.`,
    fix: installRouter,
  }),
  ModuleNotEnabled: ([module]) => ({
    sentence: `The account has not enabled the module ${module}.`,
    fix: installRouter,
  }),
  CallerIsNotEntryPoint: ([caller]) => ({
    sentence: `The account takes operations from its EntryPoint alone, not from ${caller}.`,
    fix: 'Use the EntryPoint version that the account was made for.',
  }),
  CallerIsNotEntryPointOrSelf: ([caller]) => ({
    sentence: `The account takes calls from its EntryPoint or itself alone, not from ${caller}.`,
    fix: 'Use the EntryPoint version that the account was made for.',
  }),
  CallerIsNotAnEntryPoint: ([caller]) => ({
    sentence: `The account takes operations from an EntryPoint alone, not from ${caller}.`,
    fix: 'Use the EntryPoint version that the account was made for.',
  }),
  WrongBatchProvided: () => ({
    sentence: 'The account was given a batch whose lists differ in length.',
    fix: 'Encode the batch with the session account.',
  }),
  ValidatorNotInstalled: ([module]) => ({
    sentence: `The account has not installed the validator ${module}, which the operation’s nonce names.`,
    fix: installRouter,
  }),
  ModuleNotInstalled: ([, module]) => ({
    sentence: `The account has not installed the module ${module}.`,
    fix: installRouter,
  }),
  AccountAccessUnauthorized: () => ({
    sentence: 'The account takes calls from its EntryPoint or itself alone.',
    fix: 'Use the EntryPoint version that the account was made for.',
  }),
  ERC20InsufficientBalance: ([sender, balance, needed]) => ({
    sentence: `${sender} has ${balance} base units of the token; ${needed} are needed.`,
    fix: 'Use a smaller amount, or wait until the account has enough.',
  }),
  ERC20InsufficientAllowance: ([spender, allowance, needed]) => ({
    sentence: `${spender} may take ${allowance} base units of the token; ${needed} are needed.`,
    fix: 'Put an approval before this call in the batch, or make it larger.',
  }),
  ERC20InvalidApprover: ([approver]) => ({
    sentence: `The token takes no approval of ${approver}.`,
    fix: 'Check the addresses of the call.',
  }),
  ERC20InvalidReceiver: ([receiver]) => ({
    sentence: `The token cannot be sent to ${receiver}.`,
    fix: 'Check the addresses of the call.',
  }),
  ERC20InvalidSender: ([sender]) => ({
    sentence: `The token cannot be sent by ${sender}.`,
    fix: 'Check the addresses of the call.',
  }),
  ERC20InvalidSpender: ([spender]) => ({
    sentence: `The token lets ${spender} take nothing.`,
    fix: 'Check the addresses of the call.',
  }),
  SafeERC20FailedOperation: ([token]) => ({
    sentence: `A transfer or an approval of the token ${token} failed.`,
    fix: 'Check balance and allowance of the account.',
  }),
  ERC4626ExceededMaxDeposit: ([, assets, max]) => ({
    sentence: `The vault takes ${max} base units at present; ${assets} were to be deposited.`,
    fix: 'Deposit less, or later.',
  }),
  ERC4626ExceededMaxWithdraw: ([, assets, max]) => ({
    sentence: `The vault gives ${max} base units at present; ${assets} were asked for.`,
    fix: 'Withdraw less.',
  }),
  ERC4626ExceededMaxRedeem: ([, shares, max]) => ({
    sentence: `The account can redeem ${max} shares at present; ${shares} were asked for.`,
    fix: 'Redeem less.',
  }),
}

/** Texts with which well-known contracts revert. */
const texts: readonly (readonly [RegExp, Words])[] = [
  [
    /INSUFFICIENT_OUTPUT_AMOUNT|Too little received/,
    {
      sentence: 'The market gives less than the swap demands.',
      fix: 'Wait for a better price; the floor of the session is there to keep such a swap from happening.',
    },
  ],
  [
    /TRANSFER_FROM_FAILED|^STF$|transfer amount exceeds (allowance|balance)|insufficient allowance/,
    {
      sentence: 'A contract could not take the token from the account.',
      fix: 'Check the account’s balance, and put an approval before this call in the batch.',
    },
  ],
  [
    /^UniswapV2Router: EXPIRED$|Transaction too old/,
    {
      sentence: 'The swap’s own deadline is over.',
      fix: 'Encode the swap again with a later deadline.',
    },
  ],
  [
    /INSUFFICIENT_LIQUIDITY/,
    { sentence: 'The pool is too small for this swap.', fix: 'Swap less, or over another path.' },
  ],
]

/** Words for the text of a revert. */
export function describeRevertText(text: string): Words {
  const known = texts.find(([pattern]) => pattern.test(text))?.[1]
  if (known) return { ...known, sentence: `${known.sentence} ("${cleanText(text)}")` }
  const fix = 'This error is of another contract: look there.'
  return { sentence: `A contract reverted with "${cleanText(text)}".`, fix }
}

/** A revert's text is whatever the contract's author likes. */
function cleanText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
}

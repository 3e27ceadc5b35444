import type { Words } from './phrases.ts'

/** Words for the codes with which an EntryPoint refuses an operation, of every version. */
export const wordsOfEntryPoint: { readonly [code: string]: Words } = {
  AA10: {
    sentence: 'The account is there already, but the operation carries initCode.',
    fix: 'Prepare the operation again: initCode goes along only until the account is deployed.',
  },
  AA13: {
    sentence: 'The factory reverted, or ran out of gas, when it was to deploy the account.',
    fix: 'Check factory and factoryData; estimate the gas again.',
  },
  AA14: {
    sentence: 'The factory deployed another address than the sender.',
    fix: 'Make sender, factory and factoryData with the same owner and index.',
  },
  AA15: {
    sentence: 'The factory ran, but no account stands at the sender’s address.',
    fix: 'Check factory and factoryData.',
  },
  AA20: {
    sentence: 'The account is not deployed.',
    fix: 'Deploy it with an operation of its owner first, or with the first use of a grant that the owner approved.',
  },
  AA21: {
    sentence: 'The account cannot pay for the operation in advance.',
    fix: 'Send it native currency, or let a paymaster of the grant sponsor the operation.',
  },
  AA22: {
    sentence: 'The operation is too early or too late for its grant or one of its sessions.',
    fix: 'Compare the grant’s window with the chain’s clock; ask the owner for a new grant if it is over.',
  },
  AA23: {
    sentence: 'Validation reverted; this EntryPoint does not say why.',
    fix: 'Pass the same calls to `simulate`, or the operation to `explainUserOperation`: they ask the account, which gives the reason.',
  },
  AA24: {
    sentence: 'The signature or the fee terms failed.',
    fix: 'Ask `explainUserOperation`: it tells a wrong key from a paymaster or a cost that the grant does not allow.',
  },
  AA25: {
    sentence: 'The nonce has been used, or one before it has not.',
    fix: 'Prepare the operation again.',
  },
  AA26: {
    sentence: 'Validation used more gas than the operation allows.',
    fix: 'Estimate the gas again, with the session account’s stub signature.',
  },
  AA30: {
    sentence: 'No contract stands at the paymaster’s address.',
    fix: 'Check the paymaster’s address and the chain.',
  },
  AA31: {
    sentence: 'The paymaster’s deposit does not cover the operation.',
    fix: 'Tell the paymaster’s operator, or use another one that the grant names.',
  },
  AA32: {
    sentence: 'The paymaster’s approval is too early or over.',
    fix: 'Ask the paymaster again.',
  },
  AA33: {
    sentence: 'The paymaster refused, or ran out of gas.',
    fix: 'Ask its operator for the reason: a used-up quota, a policy that does not cover these calls, or an operation that changed after the paymaster saw it.',
  },
  AA34: {
    sentence: 'The paymaster’s signature is wrong.',
    fix: 'Ask the paymaster last: any change afterwards makes its signature wrong.',
  },
  AA36: {
    sentence: 'The paymaster used more gas than the operation allows.',
    fix: 'Use the paymaster’s gas limits as it returned them.',
  },
  AA40: {
    sentence: 'Validation used more gas than the operation allows.',
    fix: 'Estimate the gas again, with the session account’s stub signature.',
  },
  AA41: {
    sentence: 'The paymaster left too little gas for validation.',
    fix: 'Raise verificationGasLimit.',
  },
  AA50: {
    sentence: 'The paymaster reverted after the execution, which was undone.',
    fix: 'Ask the paymaster’s operator: most often the account could not pay it in the end.',
  },
  AA51: {
    sentence: 'The operation cost more than was put aside for it.',
    fix: 'Estimate the gas again.',
  },
  AA90: { sentence: 'The bundler named no beneficiary.', fix: 'Use another bundler.' },
  AA91: { sentence: 'The bundler could not be paid.', fix: 'Use another bundler.' },
  AA92: {
    sentence: 'The operation was run by itself instead of within the EntryPoint.',
    fix: 'Send it to a bundler.',
  },
  AA93: {
    sentence: 'paymasterAndData is too short to name a paymaster.',
    fix: 'Pass the paymaster with both its gas limits, or none.',
  },
  AA94: {
    sentence: 'A gas limit or a fee is larger than an EntryPoint takes.',
    fix: 'Estimate the gas again.',
  },
  AA95: {
    sentence: 'The bundler gave the operation less gas than it asks for.',
    fix: 'Send it again, or use another bundler; split a large batch.',
  },
  AA96: {
    sentence: 'The aggregator is none.',
    fix: 'Session operations have no aggregator: sign with the session account.',
  },
  AA97: {
    sentence: 'The EntryPoint’s helper was called by somebody else.',
    fix: 'Send the operation to a bundler.',
  },
  AA98: {
    sentence: 'The paymaster named in paymasterAndData is zero.',
    fix: 'Pass the paymaster with both its gas limits, or none.',
  },
  AA99: {
    sentence: 'initCode is too short to name a factory.',
    fix: 'Pass factory and factoryData, or neither.',
  },
}

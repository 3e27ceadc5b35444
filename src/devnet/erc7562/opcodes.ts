import { numberToHex } from 'viem'

/** Names of the opcodes that rules ask about, by their number. */
export const opcodeNames: { readonly [op: number]: string } = {
  32: 'KECCAK256',
  49: 'BALANCE',
  50: 'ORIGIN',
  58: 'GASPRICE',
  59: 'EXTCODESIZE',
  60: 'EXTCODECOPY',
  63: 'EXTCODEHASH',
  64: 'BLOCKHASH',
  65: 'COINBASE',
  66: 'TIMESTAMP',
  67: 'NUMBER',
  68: 'PREVRANDAO',
  69: 'GASLIMIT',
  71: 'SELFBALANCE',
  72: 'BASEFEE',
  73: 'BLOBHASH',
  74: 'BLOBBASEFEE',
  84: 'SLOAD',
  85: 'SSTORE',
  90: 'GAS',
  92: 'TLOAD',
  93: 'TSTORE',
  240: 'CREATE',
  241: 'CALL',
  242: 'CALLCODE',
  244: 'DELEGATECALL',
  245: 'CREATE2',
  250: 'STATICCALL',
  254: 'INVALID',
  255: 'SELFDESTRUCT',
}

/** Names an opcode; by its number where no rule asks about it. */
export function nameOpcode(op: number): string {
  return opcodeNames[op] ?? numberToHex(op, { size: 1 })
}

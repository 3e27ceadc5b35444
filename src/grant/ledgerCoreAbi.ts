import { parseAbi } from 'viem'

/** The part of a ledger that every session account needs, without the weight of its whole ABI. A test compares the two. */
export const ledgerCoreAbi = parseAbi([
  'function getGrant(address router, address account, bytes32 id) view returns (uint8 status, uint64 epoch, uint96 feeSpent, uint32 operations)',
  'function revokeAllGrants(address router)',
  'function getAccount(address router, address account) view returns (uint64 epoch, uint64 sequence)',
])

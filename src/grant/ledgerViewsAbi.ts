import { parseAbi } from 'viem'

/** What is read of a ledger all the time, without the weight of its whole ABI. A test compares the two. */
export const ledgerViewsAbi = parseAbi([
  'function getGrant(address router, address account, bytes32 id) view returns (uint8 status, uint64 epoch, uint96 feeSpent, uint32 operations)',
  'function getAccount(address router, address account) view returns (uint64 epoch, uint64 sequence)',
])

/**
 * The modules of this project: their names in a deployment, and their contracts. Everything that has to know of every module reads them here:
 * what is compiled, measured, deployed and tested.
 */
export const moduleContracts = {
  approve: 'ERC20ApprovalSVM',
  swap: 'DEXSwapSVM',
  stake: 'ERC20StakeSVM',
  rules: 'ABIRulesSVM',
  transfer: 'ERC20TransferSVM',
  swapV3: 'UniswapV3SwapSVM',
  nativeTransfer: 'NativeTransferSVM',
  nftTransfer: 'NFTTransferSVM',
  contractCall: 'ContractCallSVM',
  depositAll: 'DepositAllSVM',
} as const

export type ModuleName = keyof typeof moduleContracts

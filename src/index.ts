export type {
  AccountKind,
  DeployingFields,
  InstalledRouter,
  KindVersion,
  Payment,
  RoutedSignature,
} from './account/accountKind.ts'
export { BundlerHashError } from './account/BundlerHashError.ts'
export { decodeExecuteBatch, encodeExecuteBatch } from './account/executeBatch.ts'
export { ModuleNotInstalledError } from './account/findPreviousModule.ts'
export { modularAccountKind } from './account/modularAccountKind.ts'
export {
  type AccountModuleType,
  type InstallModuleParameters,
  installModuleCall,
  type UninstallModuleParameters,
  type UninstallValidatorParameters,
  uninstallModuleCall,
  uninstallValidatorCall,
} from './account/moduleCalls.ts'
export { nexusAccountKind } from './account/nexusAccountKind.ts'
export {
  installRouterCalls,
  isRouterInstalled,
  type RouterParameters,
  uninstallRouterCalls,
} from './account/routerCalls.ts'
export { SessionAccountError } from './account/SessionAccountError.ts'
export {
  type BundlingClient,
  type ResendOperationParameters,
  resendOperation,
  type SendCallsParameters,
  type SentOperation,
  sendCalls,
} from './account/sendCalls.ts'
export type {
  SessionAccount,
  SessionAccountImplementation,
  SessionGrants,
  ToSessionAccountParameters,
} from './account/sessionAccount.ts'
export {
  type ModularAccount,
  type ModularAccountImplementation,
  type ToModularAccountParameters,
  toModularAccount,
} from './account/toModularAccount.ts'
export {
  type NexusAccount,
  type NexusAccountImplementation,
  type ToNexusAccountParameters,
  toNexusAccount,
} from './account/toNexusAccount.ts'
export { type ToNexusNonceKeyParameters, toNexusNonceKey } from './account/toNexusNonceKey.ts'
export { toSessionAccount } from './account/toSessionAccount.ts'
export {
  OperationTimeoutError,
  type WaitForOperationParameters,
  waitForOperation,
} from './account/waitForOperation.ts'
export {
  type CheckGrantParameters,
  checkGrant,
  type GrantCheck,
  requireCheckedGrant,
} from './check/checkGrant.ts'
export type { GrantCheckName, GrantFinding } from './check/finding.ts'
export { GrantCheckError } from './check/GrantCheckError.ts'
export { readTokens } from './check/readTokens.ts'
export {
  type Deployment,
  DeploymentError,
  defaultDeployment,
  forErc7579,
} from './deployment.ts'
export { describeRefusal } from './errors/describeRefusal.ts'
export { InvalidAmountError } from './errors/InvalidAmountError.ts'
export type { Refusal } from './errors/refuse.ts'
export type { SolidityErrorArgs, SolidityErrorName } from './errors/solidityErrors.ts'
export type { Words } from './errors/words.ts'
export { CallNotCoveredError } from './explain/CallNotCoveredError.ts'
export {
  type ExplainedCall,
  type ExplainParameters,
  type Explanation,
  explain,
} from './explain/explain.ts'
export {
  type ExplainErrorParameters,
  type ExplainedError,
  explainError,
} from './explain/explainError.ts'
export {
  type ExplainedUserOperation,
  type ExplainUserOperationParameters,
  explainUserOperation,
  type UserOperationOutcome,
} from './explain/explainUserOperation.ts'
export {
  type ExplainedValidation,
  type ExplainValidationParameters,
  explainValidation,
} from './explain/explainValidation.ts'
export { ApprovalError } from './grant/ApprovalError.ts'
export type { OtherGrant, OwnerApproval } from './grant/approval.ts'
export {
  type ComputeWorstCaseParameters,
  computeWorstCase,
  type TokenWorstCase,
  type WorstCase,
} from './grant/computeWorstCase.ts'
export { type CreateGrantParameters, createGrant, type Expiry } from './grant/createGrant.ts'
export { type DescribeEnablingParameters, describeEnabling } from './grant/describeEnabling.ts'
export { type DescribeGrantParameters, describeGrant } from './grant/describeGrant.ts'
export { type DescribeWorstCaseParameters, describeWorstCase } from './grant/describeWorstCase.ts'
export {
  type DiffGrantsParameters,
  diffGrants,
  type GrantDiff,
  type GrantDifference,
} from './grant/diffGrants.ts'
export { type EnableGrantParameters, enableGrant } from './grant/enableGrant.ts'
export {
  type ChainGrant,
  type EnablingParameters,
  hashEnabling,
  toEnableGrantsTypedData,
} from './grant/enablingTypedData.ts'
export { GrantFormatError } from './grant/GrantFormatError.ts'
export { GrantTermsError } from './grant/GrantTermsError.ts'
export {
  type AccountState,
  type GetAccountStateParameters,
  getAccountState,
} from './grant/getAccountState.ts'
export { getFeeLeft } from './grant/getFeeLeft.ts'
export {
  type GetGrantStateParameters,
  type GrantState,
  type GrantStatus,
  getGrantState,
} from './grant/getGrantState.ts'
export { getUsages } from './grant/getUsages.ts'
export { computeSessionId, hashGrant, hashSession } from './grant/hash.ts'
export {
  enableGrantWithApprovalCall,
  type LedgerCall,
  type LedgerCallParameters,
  publishSessionsCall,
  renounceGrantCall,
  renounceGrantWithSignatureCall,
} from './grant/ledgerCalls.ts'
export {
  enableGrantCall,
  enableGrantRootsCall,
  enableGrantsCall,
  type OwnerCall,
  replaceGrantCalls,
  revokeGrantsCall,
} from './grant/ownerCalls.ts'
export { parseGrant } from './grant/parseGrant.ts'
export { readChainGrant } from './grant/readChainGrant.ts'
export {
  hashRenouncing,
  type RenouncingParameters,
  toRenounceGrantTypedData,
} from './grant/renouncingTypedData.ts'
export { revokeAllGrantsCall } from './grant/revokeAllGrantsCall.ts'
export { serializeGrant } from './grant/serializeGrant.ts'
export { type OwnerSigner, type SignGrantsParameters, signGrants } from './grant/signGrants.ts'
export { signRenounceGrant } from './grant/signRenounceGrant.ts'
export type { Grant } from './grant/toGrant.ts'
export { buildTree, computeRoot, type Multiproof, proveLeaves, TreeError } from './grant/tree.ts'
export type { Window } from './grant/window.ts'
export { SessionKeyError } from './keys/SessionKeyError.ts'
export type {
  KeyIdentity,
  LocalSessionKey,
  SessionKey,
  TypedSessionKey,
} from './keys/sessionKey.ts'
export { createP256KeyPair, toP256Key } from './keys/toP256Key.ts'
export {
  type GetCredential,
  type ToWebAuthnKeyParameters,
  toWebAuthnKey,
} from './keys/toWebAuthnKey.ts'
export type { ListedStatus, Remaining } from './list/assessGrant.ts'
export type { ListedGrant } from './list/assessTraced.ts'
export { LedgerMissingError } from './list/LedgerMissingError.ts'
export { type GrantList, type ListGrantsParameters, listGrants } from './list/listGrants.ts'
export { RpcDisagreementError } from './list/RpcDisagreementError.ts'
export type { GrantEnd, TracedGrant } from './list/replayEvents.ts'
export { type WatchGrantsParameters, watchGrants } from './list/watchGrants.ts'
export { type AaveWithdrawParameters, aave, type SupplyParameters } from './permissions/aave.ts'
export { type AllowParameters, allow } from './permissions/allow.ts'
export { amount } from './permissions/amount.ts'
export type { RuleOn, RulesOn } from './permissions/argumentRules.ts'
export { type ContractCallParameters, contract } from './permissions/contract.ts'
export { type ApproveParameters, erc20, type TransferParameters } from './permissions/erc20.ts'
export {
  type DepositAllParameters,
  type DepositParameters,
  erc4626,
  type TakeBackParameters,
} from './permissions/erc4626.ts'
export { type MemberSet, toMemberSet } from './permissions/memberSet.ts'
export { type NativeTransferParameters, native } from './permissions/native.ts'
export { type NFTTransferParameters, nft } from './permissions/nft.ts'
export type { Permission, PermissionWindow } from './permissions/permission.ts'
export { RuleError } from './permissions/RuleError.ts'
export {
  and,
  any,
  between,
  element,
  eq,
  every,
  gt,
  gte,
  lengthBetween,
  limited,
  lt,
  lte,
  mask,
  memberOf,
  neq,
  not,
  oneOf,
  or,
  self,
  some,
  startsWith,
  total,
} from './permissions/rules.ts'
export { type GetRewardParameters, type StakingParameters, staking } from './permissions/staking.ts'
export { type SwapParameters, uniswapV2 } from './permissions/uniswapV2.ts'
export { type SwapV3Parameters, uniswapV3 } from './permissions/uniswapV3.ts'
export {
  type DescribeGrantRequestParameters,
  describeGrantRequest,
} from './request/describeGrantRequest.ts'
export { GrantRequestError } from './request/GrantRequestError.ts'
export {
  type CreateGrantRequestParameters,
  createGrantRequest,
  type GrantRequest,
} from './request/grantRequest.ts'
export { type ParseGrantRequestParameters, parseGrantRequest } from './request/parseGrantRequest.ts'
export { serializeGrantRequest } from './request/serializeGrantRequest.ts'
export { BatchFormatError } from './routing/BatchFormatError.ts'
export { decodeBatch, encodeBatch } from './routing/batch.ts'
export {
  encodeBatchSignature,
  splitBatchSignature,
  wrapSignature,
} from './routing/batchSignature.ts'
export type { ChooseSessions } from './routing/createSessionIndex.ts'
export {
  type DecodedGrant,
  type DecodeRoutingParameters,
  type DecodeRoutingReturnType,
  decodeRouting,
} from './routing/decodeRouting.ts'
export {
  type EncodeRoutingParameters,
  encodeRouting,
  type GrantRoutes,
} from './routing/encodeRouting.ts'
export { RouteError } from './routing/RouteError.ts'
export { RoutingFormatError } from './routing/RoutingFormatError.ts'
export type { SessionOption } from './routing/rankSessions.ts'
export {
  type CallVerdict,
  type RouteCallsParameters,
  type RouteCallsReturnType,
  routeCalls,
} from './routing/routeCalls.ts'
export type { Route, RoutedGrant, RoutedSession, Routing } from './routing/routing.ts'
export { SessionSignatureError } from './routing/SessionSignatureError.ts'
export {
  hashSessionOperation,
  type SessionOperationParameters,
  toSessionOperation,
} from './routing/sessionOperation.ts'
export { getSeedState, type SeedState } from './seed/getSeedState.ts'
export {
  type MigrateSeedSessionsParameters,
  migrateSeedSessions,
  type SeedMigration,
} from './seed/migrateSeedSessions.ts'
export { originalManagers } from './seed/originalManagers.ts'
export { type OriginalModules, originalModules } from './seed/originalModules.ts'
export {
  parseSeedStorage,
  type SeedStorage,
  type StoredSeedSession,
} from './seed/parseSeedStorage.ts'
export { SeedFormatError } from './seed/SeedFormatError.ts'
export { type SeedPaymentsTerms, setMerkleRootCall, setSeedPaymentsCall } from './seed/seedCalls.ts'
export { hashSeedSession, type ProvenSeedSession, type SeedSession } from './seed/seedSession.ts'
export {
  type EncodeSeedSignatureParameters,
  encodeSeedSignature,
  encodeSeedSingleSignature,
  type SeedRoute,
} from './seed/seedSignature.ts'
export { buildSeedTree, proveSeedSession, type SeedTree } from './seed/seedTree.ts'
export { type SeedRouting, signSeedOperation, stubSeedOperation } from './seed/signSeedOperation.ts'
export type { Count } from './simulate/counts.ts'
export {
  type Change,
  type SimulateParameters,
  type Simulation,
  simulate,
} from './simulate/simulate.ts'
export {
  createGrantStore,
  type GrantFilter,
  type GrantStore,
  type StoredGrants,
} from './storage/createGrantStore.ts'
export { indexedDbStorage } from './storage/indexedDbStorage.ts'
export { type KeyValueStorage, memoryStorage } from './storage/keyValueStorage.ts'
export type { StoredGrant } from './storage/storedGrant.ts'
export { abiRules } from './svm/abiRules.ts'
export { type ContractCallRule, contractCall } from './svm/contractCall.ts'
export type {
  CheckCallsParameters,
  CheckParameters,
  Entry,
  ModuleAnswer,
  ModuleVerdict,
  ProvenSet,
  Ruled,
  SessionModule,
  SpecificDataParameters,
} from './svm/defineModule.ts'
export { type DepositAllRule, depositAll } from './svm/depositAll.ts'
export { dexSwap, type SwapRule } from './svm/dexSwap.ts'
export { type ApprovalRule, erc20Approval } from './svm/erc20Approval.ts'
export { erc20Stake, type StakeRule } from './svm/erc20Stake.ts'
export { erc20Transfer, type TransferRule } from './svm/erc20Transfer.ts'
export type { Limits, PeriodLimit } from './svm/limits.ts'
export type { ModuleName } from './svm/moduleContracts.ts'
export { type NativeTransferRule, nativeTransfer } from './svm/nativeTransfer.ts'
export { type NFTTransferRule, nftTransfer } from './svm/nftTransfer.ts'
export { perDay, perHour, perSeconds, perWeek } from './svm/periods.ts'
export type { AbiRules, ArgumentRule, Parameter, Rule } from './svm/rules/ruleTypes.ts'
export { SessionDataError } from './svm/SessionDataError.ts'
export { type SwapV3Rule, uniswapV3Swap } from './svm/uniswapV3Swap.ts'
export type {
  BatchCall,
  Call,
  GrantId,
  GrantTerms,
  Session,
  SessionId,
  TokenMetadata,
  Tokens,
  Usage,
} from './types.ts'

export { demoTokenAbi, uniswapV2RouterAbi } from './demoAbis.ts'
export {
  create2Proxy,
  type DeployDeterministicParameters,
  deployDeterministic,
} from './deployDeterministic.ts'
export type { DevnetEntryPointVersion } from './deployEntryPoint.ts'
export type { NexusContracts } from './deployNexusContracts.ts'
export { deploySessionRouter, type SessionRouterContracts } from './deploySessionRouter.ts'
export { devAccountIndex, devMnemonic, toDevAccount, toDevPrivateKey } from './devAccounts.ts'
export {
  type CheckedOperation,
  type CheckIncludedOperationsParameters,
  checkIncludedOperations,
} from './erc7562/checkIncludedOperations.ts'
export {
  type CheckValidationRulesParameters,
  checkValidationRules,
} from './erc7562/checkValidationRules.ts'
export type { Rule, Violation } from './erc7562/violation.ts'
export {
  DevnetChainMismatchError,
  DevnetDeploymentError,
  DevnetPortInUseError,
  DevnetProcessError,
  DevnetProgramNotFoundError,
  ValidationTraceError,
} from './errors.ts'
export { type Artifact, readArtifact, readPackageArtifact } from './readArtifact.ts'
export { type Devnet, type StartDevnetParameters, startDevnet } from './startDevnet.ts'
export { type SwapOnMarketParameters, swapOnMarket } from './swapOnMarket.ts'

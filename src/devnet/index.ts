export { demoTokenAbi, uniswapV2RouterAbi } from './demoAbis.ts'
export {
  create2Proxy,
  type DeployDeterministicParameters,
  deployDeterministic,
} from './deployDeterministic.ts'
export { deploySessionRouter, type SessionRouterContracts } from './deploySessionRouter.ts'
export { devAccountIndex, devMnemonic, toDevAccount, toDevPrivateKey } from './devAccounts.ts'
export {
  DevnetChainMismatchError,
  DevnetDeploymentError,
  DevnetPortInUseError,
  DevnetProcessError,
  DevnetProgramNotFoundError,
} from './errors.ts'
export { type Artifact, readArtifact, readPackageArtifact } from './readArtifact.ts'
export { type Devnet, type StartDevnetParameters, startDevnet } from './startDevnet.ts'
export { type SwapOnMarketParameters, swapOnMarket } from './swapOnMarket.ts'

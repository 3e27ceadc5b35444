/** The packages that are compiled, or compile, each pinned by its npm integrity hash. */
export const accountPackages: readonly {
  readonly name: string
  readonly version: string
  readonly integrity: string
  /** The licence file in the package, and the name under which it is copied beside the artifacts. */
  readonly licence?: string
  readonly licenceCopy?: string
}[] = [
  {
    name: '@biconomy-devx/account-contracts-v2',
    version: '1.0.1',
    integrity:
      'sha512-7F4d7JL0zU5rHAMAW9j587/CdY0R4X1wBnmNNedx/d5OoEmNsquT1n+BK1QzXjy5eSn92UxYeUQO5CY81xm+zA==',
    licence: 'node_modules/@biconomy-devx/account-contracts-v2/LICENSE.md',
    licenceCopy: 'LICENSE-account-contracts-v2.md',
  },
  {
    name: '@openzeppelin/contracts',
    version: '4.9.6',
    integrity:
      'sha512-xSmezSupL+y9VkHZJGDoCBpmnB2ogM13ccaYDWqJTfS3dbuHkgjuwDFUmaFauBCboQMGB/S5UqUl2y54X99BmA==',
  },
  {
    name: '@account-abstraction/contracts',
    version: '0.6.0',
    integrity:
      'sha512-8ooRJuR7XzohMDM4MV34I12Ci2bmxfE9+cixakRL7lA4BAwJKQ3ahvd8FbJa9kiwkUPCUNtj+/zxDQWYYalLMQ==',
  },
  {
    name: 'solc',
    version: '0.8.17',
    integrity:
      'sha512-Dtidk2XtTTmkB3IKdyeg6wLYopJnBVxdoykN8oP8VY3PQjN16BScYoUJTXFm2OP7P0hXNAqWiJNmmfuELtLf8g==',
  },
]

/** The contracts that become artifacts, by source unit. */
export const accountSources: Readonly<Record<string, string>> = {
  'contracts/smart-account/SmartAccount.sol': 'SmartAccount',
  'contracts/smart-account/factory/SmartAccountFactory.sol': 'SmartAccountFactory',
  'contracts/smart-account/modules/EcdsaOwnershipRegistryModule.sol':
    'EcdsaOwnershipRegistryModule',
  'contracts/smart-account/modules/BatchedSessionRouterModule.sol': 'BatchedSessionRouter',
  'contracts/smart-account/modules/SessionKeyManagerModule.sol': 'SessionKeyManager',
  'contracts/smart-account/modules/SessionValidationModules/ERC20SessionValidationModule.sol':
    'ERC20SessionValidationModule',
}

/** The settings of the account's own repository (`hardhat.config.ts`); london was that compiler's default. */
export const accountSettings = {
  optimizer: { enabled: true, runs: 800 },
  viaIR: true,
  evmVersion: 'london',
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
}

/** The package that carries the compiled contracts, pinned by its npm integrity hash. */
export const nexusPackage = {
  name: '@rhinestone/modulekit',
  version: '0.5.9',
  integrity:
    'sha512-Zc5Qo3dkyVhBo7OQRKOltYd+jlGCtV18TWSmpSvIdXKwUgo5xj8zL73wAwFKTww00zt/wXMbW6Z6ysIQWH3Ezw==',
} as const

/** The file in that package that holds creation bytecode as constants. */
export const nexusSource = 'src/deployment/precompiles/NexusPrecompiles.sol'

/** The artifacts, the constant that becomes each, and what its constructor takes. The factory makes the proxies itself. */
export const nexusContracts: readonly {
  readonly contractName: string
  readonly constant: string
  readonly inputs: readonly { readonly name: string; readonly type: 'address' }[]
}[] = [
  {
    contractName: 'Nexus',
    constant: 'NEXUS_BYTECODE',
    inputs: [{ name: 'entryPoint', type: 'address' }],
  },
  {
    contractName: 'NexusAccountFactory',
    constant: 'NEXUS_ACCOUNT_FACTORY_BYTECODE',
    inputs: [
      { name: 'implementation', type: 'address' },
      { name: 'owner', type: 'address' },
    ],
  },
  { contractName: 'NexusBootstrap', constant: 'NEXUS_BOOTSTRAP_BYTECODE', inputs: [] },
]

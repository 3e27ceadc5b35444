import { type Address, encodeFunctionData, parseAbi, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { type Devnet, demoTokenAbi, deploySessionRouter } from '../src/devnet/index.ts'
import {
  createGrant,
  erc20,
  erc4626,
  type Grant,
  installRouterCalls,
  type KeyIdentity,
  uniswapV2,
} from '../src/index.ts'
import { type AccountName, storyAccounts } from './accounts.ts'

/** Base units of token A that the story swaps. */
export const amountIn = parseEther('100')

/** The floor: at least 1.05 B for 1 A. The market starts at 1 to 1. */
export const floorRate = { out: 105n, in: 100n }

/** The least B that the floor allows for `amountIn`. */
export const floorOut = (amountIn * floorRate.out) / floorRate.in

/** How much B the vault may take from the account: the owner allows it, not the session key. */
export const vaultAllowance = parseEther('500')

export type Stage = Awaited<ReturnType<typeof setStage>>

/** Deploys the contracts, and gives an owner an account address with ether and token A on it. Nothing is installed yet. */
export async function setStage<name extends AccountName = 'modular'>(
  devnet: Devnet,
  // The default is the default of the type.
  name: name = 'modular' as name,
  /** Whether to stake all that the swap gives, or its minimum. */
  { stakeAll = false }: { stakeAll?: boolean } = {},
) {
  const { publicClient, testClient, walletClient } = devnet
  const { kind, toDeployment, create } = storyAccounts[name]
  const deployment = toDeployment(await deploySessionRouter(walletClient))
  const owner = privateKeyToAccount(generatePrivateKey())
  const account = await create(devnet, owner)
  await testClient.setBalance({ address: account.address, value: parseEther('1') })
  const hash = await walletClient.writeContract({
    address: devnet.tokenA,
    abi: demoTokenAbi,
    functionName: 'mint',
    args: [account.address, parseEther('1000')],
  })
  await publicClient.waitForTransactionReceipt({ hash })
  return {
    devnet,
    deployment,
    kind,
    owner,
    account,
    sessionKey: privateKeyToAccount(generatePrivateKey()),
    stakeAll,
  }
}

/** The three permissions of the story, as one grant for a week. */
export async function createSeedGrant({
  devnet,
  deployment,
  sessionKey,
  stakeAll = false,
}: Pick<Stage, 'devnet' | 'deployment'> &
  Partial<Pick<Stage, 'stakeAll'>> & { readonly sessionKey: KeyIdentity }): Promise<Grant> {
  const { timestamp } = await devnet.publicClient.getBlock()
  return createGrant({
    key: sessionKey,
    permissions: [
      erc20.approve({
        token: devnet.tokenA,
        spender: devnet.uniswap.router,
        limits: { total: parseEther('1000') },
      }),
      uniswapV2.swap({
        router: devnet.uniswap.router,
        tokenIn: devnet.tokenA,
        tokenOut: devnet.tokenB,
        rate: floorRate,
      }),
      stakeAll
        ? erc4626.depositAll({
            ...{ token: devnet.tokenB, vault: devnet.vault, helper: deployment.depositAll },
            limits: { perUse: vaultAllowance },
          })
        : erc4626.deposit({ vault: devnet.vault }),
    ],
    expiresIn: 7 * 24 * 60 * 60,
    now: Number(timestamp),
    fees: { budget: parseEther('0.05') },
    deployment,
  })
}

/** What the owner does once, beside granting: installs the router and lets the vault take a bounded amount of token B. */
export function encodeInstallCalls({ devnet, deployment, kind, account, stakeAll }: Stage) {
  const spender = stakeAll ? (deployment.depositAll ?? devnet.vault) : devnet.vault
  return [
    ...installRouterCalls({ account: account.address, kind, deployment }),
    {
      to: devnet.tokenB,
      data: encodeFunctionData({
        abi: demoTokenAbi,
        functionName: 'approve',
        args: [spender, vaultAllowance],
      }),
    },
  ]
}

/** approve → swap → stake. What the swap yields above `minimumOut` stays in the account, unless all is to be staked. */
export function encodeSeedCalls(
  {
    devnet,
    account,
    deployment,
    stakeAll,
  }: { devnet: Devnet; account: { address: Address } } & Partial<
    Pick<Stage, 'deployment' | 'stakeAll'>
  >,
  { minimumOut }: { minimumOut: bigint },
) {
  const { tokenA, tokenB, vault, uniswap } = devnet
  return [
    {
      to: tokenA,
      data: encodeFunctionData({
        abi: demoTokenAbi,
        functionName: 'approve',
        args: [uniswap.router, amountIn],
      }),
    },
    {
      to: uniswap.router,
      data: encodeFunctionData({
        abi: flowAbi,
        functionName: 'swapExactTokensForTokens',
        args: [amountIn, minimumOut, [tokenA, tokenB], account.address, 2n ** 48n],
      }),
    },
    stakeAll && deployment?.depositAll
      ? {
          to: deployment.depositAll,
          data: encodeFunctionData({
            abi: flowAbi,
            functionName: 'depositAll',
            args: [tokenB, vault, 0n, (minimumOut * 11n) / 10n],
          }),
        }
      : {
          to: vault,
          data: encodeFunctionData({
            abi: flowAbi,
            functionName: 'deposit',
            args: [minimumOut, account.address],
          }),
        },
  ]
}

const flowAbi = parseAbi([
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline) returns (uint256[] amounts)',
  'function deposit(uint256 assets, address receiver) returns (uint256 shares)',
  'function depositAll(address token, address vault, uint256 keep, uint256 maximum) returns (uint256 shares)',
])

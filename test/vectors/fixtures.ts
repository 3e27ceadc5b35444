import { type Address, encodeFunctionData, erc20Abi, erc4626Abi, type Hex, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Deployment } from '../../src/deployment.ts'
import { createGrant } from '../../src/grant/createGrant.ts'
import { amount } from '../../src/permissions/amount.ts'
import { erc20 } from '../../src/permissions/erc20.ts'
import { erc4626 } from '../../src/permissions/erc4626.ts'
import { uniswapV2 } from '../../src/permissions/uniswapV2.ts'
import { moduleContracts } from '../../src/svm/moduleContracts.ts'

/** Fixed addresses, so that vectors and tests do not move when a contract does. */
function toAddress(byte: string): Address {
  return `0x${byte.repeat(20)}`
}

export const account = toAddress('ac')
export const tokenA = toAddress('a1')
export const tokenB = toAddress('b1')
export const hop = toAddress('c1')
export const dex = toAddress('d1')
export const vault = toAddress('e1')
export const stranger = toAddress('99')
export const paymaster = toAddress('f1')

export const deployment: Deployment = {
  router: toAddress('51'),
  manager: toAddress('52'),
  // The names are those of the list.
  modules: Object.fromEntries(
    Object.keys(moduleContracts).map((name, i) => [name, toAddress((0x53 + i).toString(16))]),
  ) as Deployment['modules'],
}

export const sessionKey = privateKeyToAccount(`0x${'5e'.repeat(32)}`)

/** 2026-01-01 00:00:00 UTC. */
export const start = 1_767_225_600

export const week = 7 * 24 * 60 * 60

export const approvePermission = erc20.approve({
  token: tokenA,
  spender: dex,
  limits: { total: amount('1000', 18) },
})

export const swapPermission = uniswapV2.swap({
  ...{ router: dex, tokenIn: tokenA, tokenOut: tokenB },
  rate: { out: 95n, in: 100n },
})

export const stakePermission = erc4626.deposit({ vault })

/** Approve, swap and stake for a week. */
export const seedGrant = createGrant({
  key: sessionKey.address,
  permissions: [approvePermission, swapPermission, stakePermission],
  validAfter: start,
  expiresIn: week,
  now: start,
  fees: { budget: amount('0.05', 18) },
  salt: 1n,
  deployment,
})

export const routerAbi = parseAbi([
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline) returns (uint256[] amounts)',
])

export function encodeApprove(spender: Address, value: bigint): Hex {
  return encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, value] })
}

export function encodeSwap({
  amountIn = amount('100', 18),
  minimumOut = amount('95', 18),
  path = [tokenA, tokenB],
  to = account,
}: {
  amountIn?: bigint
  minimumOut?: bigint
  path?: readonly Address[]
  to?: Address
} = {}): Hex {
  return encodeFunctionData({
    abi: routerAbi,
    functionName: 'swapExactTokensForTokens',
    args: [amountIn, minimumOut, path, to, 2n ** 48n],
  })
}

export function encodeDeposit(assets: bigint, receiver: Address = account): Hex {
  return encodeFunctionData({ abi: erc4626Abi, functionName: 'deposit', args: [assets, receiver] })
}

/** The three calls that the seed grant is for. */
export const seedCalls = [
  { to: tokenA, data: encodeApprove(dex, amount('100', 18)) },
  { to: dex, data: encodeSwap() },
  { to: vault, data: encodeDeposit(amount('95', 18)) },
]

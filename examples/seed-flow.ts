import {
  createGrant,
  enableGrantCall,
  erc20,
  erc4626,
  toSessionAccount,
  uniswapV2,
} from 'session-router'
import { type Address, erc20Abi, erc4626Abi, parseAbi, parseEther } from 'viem'
import type { BundlerClient, SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'

type Places = { a: Address; b: Address; dex: Address; vault: Address }
const dexAbi = parseAbi(['function swapExactTokensForTokens(uint,uint,address[],address,uint)'])

export async function seedFlow(bundler: BundlerClient, owner: SmartAccount, places: Places) {
  const { a, b, dex, vault } = places
  const key = privateKeyToAccount(generatePrivateKey())
  // The owner lets the key do three things for a week, with at most 0.01 ether of fees.
  const permissions = [
    erc20.approve({ token: a, spender: dex, limits: { total: parseEther('500') } }),
    uniswapV2.swap({ router: dex, tokenIn: a, tokenOut: b, rate: { out: 9n, in: 10n } }),
    erc4626.deposit({ vault }),
  ]
  const fees = { budget: parseEther('0.01') }
  const grant = createGrant({ key: key.address, permissions, expiresIn: 7 * 24 * 60 * 60, fees })
  const enabling = { account: owner, calls: [enableGrantCall(grant)] }
  await bundler.waitForUserOperationReceipt({ hash: await bundler.sendUserOperation(enabling) })

  // The key runs all three in one operation, or none of them.
  const session = await toSessionAccount({ account: owner, grant, key })
  const [sell, least, me] = [parseEther('100'), parseEther('95'), owner.address]
  const swap = [sell, least, [a, b], me, 2n ** 48n] as const
  const calls = [
    { to: a, abi: erc20Abi, functionName: 'approve', args: [dex, sell] },
    { to: dex, abi: dexAbi, functionName: 'swapExactTokensForTokens', args: swap },
    { to: vault, abi: erc4626Abi, functionName: 'deposit', args: [least, me] },
  ] as const
  return bundler.sendUserOperation({ account: session, calls })
}

import * as router from 'session-router'
import { type Address, erc20Abi, erc4626Abi, parseAbi, parseEther } from 'viem'
import type { BundlerClient, SmartAccount } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'

type Places = { a: Address; b: Address; dex: Address; vault: Address }
const dexAbi = parseAbi(['function swapExactTokensForTokens(uint,uint,address[],address,uint)'])

export async function seedFlow(bundler: BundlerClient, account: SmartAccount, places: Places) {
  const { a, b, dex, vault } = places
  const key = privateKeyToAccount(generatePrivateKey())
  const permissions = [
    router.erc20.approve({ token: a, spender: dex, limits: { total: parseEther('500') } }),
    router.uniswapV2.swap({ router: dex, tokenIn: a, tokenOut: b, rate: { out: 9n, in: 10n } }),
    router.erc4626.deposit({ vault }),
  ]
  const terms = { key: key.address, permissions, fees: { budget: parseEther('0.01') } }
  const grant = router.createGrant({ ...terms, expiresIn: 7 * 24 * 60 * 60 })
  const hash = await router.enableGrant(bundler, { account, grant })
  await bundler.waitForUserOperationReceipt({ hash })
  const session = await router.toSessionAccount({ account, grant, key })
  const [sell, least, me] = [parseEther('100'), parseEther('95'), account.address]
  const swap = [sell, least, [a, b], me, 2n ** 48n] as const
  const calls = [
    { to: a, abi: erc20Abi, functionName: 'approve', args: [dex, sell] },
    { to: dex, abi: dexAbi, functionName: 'swapExactTokensForTokens', args: swap },
    { to: vault, abi: erc4626Abi, functionName: 'deposit', args: [least, me] },
  ] as const
  return bundler.sendUserOperation({ account: session, calls })
}

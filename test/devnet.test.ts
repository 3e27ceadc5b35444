import { networkInterfaces } from 'node:os'
import { encodeFunctionData, keccak256, parseEther, toHex } from 'viem'
import {
  entryPoint06Address,
  entryPoint07Address,
  entryPoint08Address,
} from 'viem/account-abstraction'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toModularAccount } from '../src/account/toModularAccount.ts'
import {
  type Devnet,
  demoTokenAbi,
  deployDeterministic,
  readArtifact,
  startDevnet,
  swapOnMarket,
  uniswapV2RouterAbi,
} from '../src/devnet/index.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import { isPortOpen } from './fixtures/isPortOpen.ts'
import { listDevnetProcesses } from './fixtures/listDevnetProcesses.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

const owner = privateKeyToAccount(keccak256(toHex('owner')))
const openAccount = (index: bigint) =>
  toModularAccount({
    ...{ client: devnet.publicClient, owner, index },
    factory: devnet.accountContracts.factory,
    ownershipModule: devnet.accountContracts.ownershipModule,
  })

describe('startDevnet', () => {
  test('default', async () => {
    const { publicClient, bundlerClient, entryPoint, entryPoints, chain } = devnet
    expect(await publicClient.getChainId()).toBe(chain.id)
    expect(entryPoint).toBe(entryPoint06Address)
    const canonical = [entryPoint06Address, entryPoint07Address, entryPoint08Address]
    expect(Object.values(entryPoints)).toEqual(canonical)
    for (const address of canonical)
      expect((await publicClient.getCode({ address }))?.length).toBeGreaterThan(30_000)
    expect(await bundlerClient.getSupportedEntryPoints()).toEqual(canonical)
  })

  test('behavior: an owner deploys the account and moves tokens in one operation', async () => {
    const { bundlerClient, publicClient, testClient, tokenA } = devnet
    const account = await openAccount(0n)
    const friend = privateKeyToAccount(keccak256(toHex('friend'))).address
    await testClient.setBalance({ address: account.address, value: parseEther('1') })
    const encode = (functionName: 'mint' | 'transfer', to: `0x${string}`, amount: bigint) => ({
      to: tokenA,
      data: encodeFunctionData({ abi: demoTokenAbi, functionName, args: [to, amount] }),
    })

    const hash = await bundlerClient.sendUserOperation({
      account,
      calls: [encode('mint', account.address, 10n), encode('transfer', friend, 3n)],
    })
    const { success } = await bundlerClient.waitForUserOperationReceipt({ hash })

    expect(success).toBe(true)
    expect(await account.isDeployed()).toBe(true)
    const balances = [account.address, friend].map((address) =>
      publicClient.readContract({
        address: tokenA,
        abi: demoTokenAbi,
        functionName: 'balanceOf',
        args: [address],
      }),
    )
    expect(await Promise.all(balances)).toEqual([7n, 3n])
  })

  test('behavior: the account answers for what its owner signs, before and after it is deployed', async () => {
    for (const account of [await openAccount(0n), await openAccount(1n)]) {
      const typedData = {
        domain: { name: 'Test' },
        types: { Note: [{ name: 'text', type: 'string' }] },
        primaryType: 'Note',
        message: { text: 'hello' },
      } as const
      const { address } = account
      const signature = await account.signMessage({ message: 'hello' })
      const typedSignature = await account.signTypedData(typedData)
      const verify = devnet.publicClient.verifyMessage
      expect(await verify({ address, message: 'hello', signature })).toBe(true)
      expect(await verify({ address, message: 'goodbye', signature })).toBe(false)
      expect(
        await devnet.publicClient.verifyTypedData({
          address,
          ...typedData,
          signature: typedSignature,
        }),
      ).toBe(true)
    }
  })

  test('behavior: the market maker moves the price', async () => {
    const { publicClient, marketMaker, uniswap, tokenA, tokenB } = devnet
    const quote = () =>
      publicClient.readContract({
        ...{ address: uniswap.router, abi: uniswapV2RouterAbi, functionName: 'getAmountsOut' },
        args: [parseEther('1'), [tokenA, tokenB]],
      })
    const [, before = 0n] = await quote()
    const amountIn = parseEther('500000')
    await swapOnMarket(marketMaker, {
      router: uniswap.router,
      tokenIn: tokenA,
      tokenOut: tokenB,
      amountIn,
    })
    const [, after = 0n] = await quote()
    expect(after).toBeLessThan(before / 2n)
  })

  test('behavior: deploying the same twice does nothing the second time', async () => {
    const { publicClient, walletClient } = devnet
    const { bytecode: initCode } = readArtifact('account-v2/SessionKeyManager')
    const first = await deployDeterministic(walletClient, { initCode })
    const blockNumber = await publicClient.getBlockNumber({ cacheTime: 0 })
    expect(await deployDeterministic(walletClient, { initCode })).toBe(first)
    expect(await publicClient.getBlockNumber({ cacheTime: 0 })).toBe(blockNumber)
  })

  test('behavior: nothing listens beyond 127.0.0.1', async () => {
    const hosts = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address)
    for (const url of [devnet.rpcUrl, devnet.bundlerUrl]) {
      expect(await isPortOpen(url)).toBe(true)
      for (const host of hosts) expect(await isPortOpen(url, host)).toBe(false)
    }
  })

  test('behavior: every operation above keeps to the rules of validation', () =>
    expectEveryOperationClean(devnet))

  // Last: it ends what the tests above share.
  test('behavior: stop leaves no process and no port', async () => {
    await devnet.stop()
    expect(await isPortOpen(devnet.rpcUrl)).toBe(false)
    expect(await isPortOpen(devnet.bundlerUrl)).toBe(false)
    if (process.platform === 'linux') expect(listDevnetProcesses(devnet.logsDir)).toEqual([])
    await devnet.stop()
  })
})

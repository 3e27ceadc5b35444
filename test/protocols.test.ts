import {
  type Address,
  encodeFunctionData,
  encodePacked,
  erc20Abi,
  erc4626Abi,
  type Hex,
  numberToHex,
  parseAbi,
  parseEther,
} from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forceOperation } from '../demo/forceOperation.ts'
import { encodeInstallCalls, type Stage, setStage } from '../demo/stage.ts'
import { type Devnet, demoTokenAbi, startDevnet } from '../src/devnet/index.ts'
import {
  aave,
  amount,
  type Call,
  contract,
  createGrant,
  enableGrantCall,
  encodeBatch,
  erc20,
  erc4626,
  explain,
  type Grant,
  getUsages,
  native,
  nft,
  type Permission,
  perDay,
  type SessionAccount,
  staking,
  toSessionAccount,
  uniswapV2,
  uniswapV3,
} from '../src/index.ts'
import { toBatchCalls } from '../src/routing/batch.ts'
import { findModule } from '../src/svm/modules.ts'
import { deployProtocols, type Protocols } from './fixtures/deployProtocols.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import { expectIncluded, expectRefused, ownerSends, readTime } from './fixtures/openSession.ts'

const payee: Address = `0x${'f1'.repeat(20)}`
const stranger: Address = `0x${'99'.repeat(20)}`
const one = parseEther('1')
const day = 24 * 60 * 60

let devnet: Devnet
let protocols: Protocols
let stage: Stage
let grant: Grant
let session: SessionAccount
/** Indices of the sessions in the grant. */
let at: { [name: string]: number }

beforeAll(async () => {
  devnet = await startDevnet()
  protocols = await deployProtocols(devnet)
  stage = await setStage(devnet)
  const permissions = listPermissions()
  at = Object.fromEntries(Object.keys(permissions).map((name, i) => [name, i]))
  grant = createGrant({
    key: stage.sessionKey.address,
    permissions: Object.values(permissions),
    validUntil: (await readTime(devnet)) + 3 * day,
    fees: { budget: parseEther('0.5') },
    deployment: stage.deployment,
  })
  await fund()
  const { deployment } = stage
  await ownerSends(stage, [...encodeInstallCalls(stage), enableGrantCall(grant, deployment)])
  session = await toSessionAccount({
    account: { client: devnet.publicClient, address: stage.account.address },
    ...{ grant, key: stage.sessionKey, deployment, periodMargin: 0 },
    now: () => time,
  })
  time = await readTime(devnet)
}, 120_000)
afterAll(() => devnet?.stop())

let time = 0

function listPermissions() {
  const { tokenA, tokenB, vault, uniswap } = devnet
  const { swapRouter, swapRouter02, staking: rewards, pool, collection, items } = protocols
  const { six, silent, fee } = protocols
  const { router, weth } = uniswap
  const helper = helperOf()
  const rate = { out: 90n, in: 100n }
  const v3 = { tokenIn: tokenA, tokenOut: tokenB, fees: [3000], rate }
  const approve = (token: Address, spender: Address) => erc20.approve({ token, spender })
  return {
    approveV2: approve(tokenA, router),
    approveV3: approve(tokenA, swapRouter),
    approveV302: approve(tokenA, swapRouter02),
    approveB: approve(tokenB, router),
    approveFee: approve(fee, router),
    approveVault: approve(tokenB, vault),
    approveRewards: approve(tokenB, rewards),
    approvePool: erc20.approve({ token: tokenB, spender: pool, endsAtZero: true }),
    approveSilent: approve(silent, payee),
    swapV2: uniswapV2.swap({ router, tokenIn: tokenA, tokenOut: tokenB, rate }),
    swapFee: uniswapV2.swap({ router, tokenIn: fee, tokenOut: tokenB, rate }),
    sellNative: uniswapV2.swap({ router, tokenIn: weth, tokenOut: tokenB, native: 'in', rate }),
    buyNative: uniswapV2.swap({ router, tokenIn: tokenB, tokenOut: weth, native: 'out', rate }),
    swapV3: uniswapV3.swap({ ...v3, router: swapRouter, kind: 'SwapRouter' }),
    swapV302: uniswapV3.swap({ ...v3, router: swapRouter02, kind: 'SwapRouter02' }),
    sellNativeV3: uniswapV3.swap({
      ...{ ...v3, tokenIn: weth, hops: [tokenB], tokenOut: tokenA, native: 'in' },
      ...{ router: swapRouter02, kind: 'SwapRouter02' },
    }),
    depositAll: erc4626.depositAll({
      ...{ helper, token: tokenB, vault, keep: 5n },
      limits: { total: one },
    }),
    approveHelper: approve(tokenB, helper),
    deposit: erc4626.deposit({ vault, limits: { total: one } }),
    redeem: erc4626.redeem({ vault, limits: { uses: 2 } }),
    stake: staking.stake({ staking: rewards, limits: { perPeriod: perDay(one) } }),
    unstake: staking.withdraw({ staking: rewards }),
    getReward: staking.getReward({ staking: rewards }),
    supply: aave.supply({ pool, asset: tokenB }),
    takeBack: aave.withdraw({ pool, asset: tokenB }),
    transfer: erc20.transfer({
      ...{ token: six, recipients: [payee] },
      limits: { perPeriod: perDay(amount('5', 6)), perUse: amount('3', 6) },
    }),
    transferSilent: erc20.transfer({ token: silent, recipients: [payee] }),
    transferFee: erc20.transfer({ token: fee, recipients: [payee], limits: { total: one } }),
    pay: native.transfer({ recipients: [payee], limits: { perUse: 5n, uses: 2 } }),
    give: nft.transfer({ kind: 'erc721', collection, recipients: [payee], ids: [1n, 2n] }),
    giveItems: nft.transfer({
      ...{ kind: 'erc1155', collection: items, recipients: [payee], ids: 'any' },
      limits: { total: 4n },
    }),
    poke: contract.call({
      functions: [{ to: tokenB, signature: 'function mint(address to, uint256 amount)' }],
      limits: { uses: 1 },
    }),
  } satisfies { [name: string]: Permission }
}

/** DepositAll. */
function helperOf(): Address {
  const { depositAll } = stage.deployment
  if (!depositAll) throw new Error('The deployment has no helper.')
  return depositAll
}

/** Gives the account some of everything, and the market a pair for the token that charges. */
async function fund() {
  const { send, mint, six, silent, fee, collection, items } = protocols
  const { address } = stage.account
  const { tokenB, uniswap, walletClient, testClient } = devnet
  const maker = walletClient.account.address
  await testClient.setBalance({ address, value: parseEther('5') })
  for (const token of [tokenB, silent, fee]) await mint(token, address, 100n * one)
  await mint(six, address, amount('100', 6))
  for (const id of [1n, 2n, 3n]) {
    const data = encodeFunctionData({ abi: nftAbi, functionName: 'mint', args: [address, id] })
    await send({ to: collection, data })
  }
  await send({
    to: items,
    data: encodeFunctionData({ abi: nftAbi, functionName: 'mint', args: [address, 9n, 10n] }),
  })
  for (const token of [fee, tokenB]) {
    await mint(token, maker, 1000n * one)
    const args = [uniswap.router, 2n ** 255n] as const
    await send({
      to: token,
      data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args }),
    })
  }
  const pair = [fee, tokenB, 500n * one, 500n * one, 0n, 0n, maker, 2n ** 48n] as const
  const withEther = [tokenB, 100n * one, 0n, 0n, maker, 2n ** 48n] as const
  await send({
    to: uniswap.router,
    data: encodeFunctionData({ abi: v2Abi, functionName: 'addLiquidity', args: pair }),
  })
  await send({
    ...{ to: uniswap.router, value: 100n * one },
    data: encodeFunctionData({ abi: v2Abi, functionName: 'addLiquidityETH', args: withEther }),
  })
}

const nftAbi = parseAbi([
  'function mint(address to, uint256 id)',
  'function mint(address to, uint256 id, uint256 amount)',
  'function safeTransferFrom(address from, address to, uint256 id)',
  'function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)',
])

const v2Abi = parseAbi([
  'function addLiquidity(address tokenA, address tokenB, uint256 a, uint256 b, uint256 minA, uint256 minB, address to, uint256 deadline)',
  'function addLiquidityETH(address token, uint256 amount, uint256 minToken, uint256 minEther, address to, uint256 deadline) payable',
  'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapExactETHForTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable',
  'function swapExactTokensForETH(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
])

const v3Abi = parseAbi([
  'struct Single { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
  'function exactInputSingle(Single params) payable returns (uint256)',
])

const v302Abi = parseAbi([
  'struct Single { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
  'struct Multi { bytes path; address recipient; uint256 amountIn; uint256 amountOutMinimum; }',
  'function exactInputSingle(Single params) payable returns (uint256)',
  'function exactInput(Multi params) payable returns (uint256)',
])

const stakeAbi = parseAbi([
  'function stake(uint256 amount)',
  'function withdraw(uint256 amount)',
  'function getReward()',
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function withdraw(address asset, uint256 amount, address to) returns (uint256)',
  'function earned(address account) view returns (uint256)',
  'function depositAll(address token, address vault, uint256 keep, uint256 maximum) returns (uint256 shares)',
])

async function send(calls: readonly Call[]) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
  const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
  expect(success).toBe(true)
}

/** Expects the SDK to refuse a call under a session, and the chain, for the same reason. */
async function refuses(name: string, call: Call, errorName: string) {
  const { account, deployment } = stage
  const index = at[name] ?? -1
  const { module: address, data } = grant.sessions[index] ?? {}
  const module = address && findModule(address, deployment)
  if (!module || !data) throw new Error(`There is no permission ${name}.`)
  const asked = { account: account.address, data, now: time }
  const [found] = toBatchCalls([call])
  if (!found) throw new Error('There is one call.')
  const callSpecificData = module.callSpecificDataFor({ ...asked, call: found })
  const answer = module.checkCalls({ ...asked, calls: [{ ...found, callSpecificData }] })
  expect(answer.allowed === false && answer.reason.errorName).toBe(errorName)
  expect(
    explain({ ...{ account: account.address, grant, calls: [call], deployment, now: time } })
      .allowed,
  ).toBe(false)
  await expectRefused(stage, await force(call, { index, callSpecificData }), errorName)
}

/** Makes an operation of one call that no SDK stands in the way of. */
function force(
  call: Call,
  { index, callSpecificData }: { index: number; callSpecificData: Hex },
): Promise<UserOperation<'0.6'>> {
  return forceOperation({
    ...{ devnet, account: stage.account.address, grant, signer: stage.sessionKey },
    callData: encodeBatch([call]),
    routes: [{ session: index, calls: [0], callSpecificData: { 0: callSpecificData } }],
  })
}

const balanceOf = (token: Address, address: Address = stage.account.address) =>
  devnet.publicClient.readContract({
    ...{ address: token, abi: demoTokenAbi, functionName: 'balanceOf', args: [address] },
  })

const approve = (token: Address, spender: Address, value: bigint): Call => ({
  to: token,
  data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, value] }),
})

const transfer = (token: Address, to: Address, value: bigint): Call => ({
  to: token,
  data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [to, value] }),
})

const stake = (value: bigint): Call => ({
  to: protocols.staking,
  data: encodeFunctionData({ abi: stakeAbi, functionName: 'stake', args: [value] }),
})

const deadline = 2n ** 48n

describe('swaps, on Uniswap itself', () => {
  test('V2: tokens for tokens, to nobody else, at no worse a rate', async () => {
    const { tokenA, tokenB, uniswap } = devnet
    const swap = (minimum: bigint, to = stage.account.address): Call => ({
      to: uniswap.router,
      data: encodeFunctionData({
        ...{ abi: v2Abi, functionName: 'swapExactTokensForTokens' },
        args: [one, minimum, [tokenA, tokenB], to, deadline],
      }),
    })
    const before = await balanceOf(tokenB)
    await send([approve(tokenA, uniswap.router, one), swap((one * 9n) / 10n)])
    expect(await balanceOf(tokenB)).toBeGreaterThan(before)
    await refuses('swapV2', swap((one * 9n) / 10n - 1n), 'MinimumOutTooLow')
    await refuses('swapV2', swap(one, stranger), 'RecipientNotAccount')
  })

  test('V2: of a token that charges on transfer, what arrives is held against the floor', async () => {
    const { tokenB, uniswap } = devnet
    const { fee } = protocols
    const swap = (minimum: bigint): Call => ({
      to: uniswap.router,
      data: encodeFunctionData({
        abi: v2Abi,
        functionName: 'swapExactTokensForTokensSupportingFeeOnTransferTokens',
        args: [one, minimum, [fee, tokenB], stage.account.address, deadline],
      }),
    })
    await send([approve(fee, uniswap.router, one), swap((one * 9n) / 10n)])
    await refuses('swapFee', swap((one * 9n) / 10n - 1n), 'MinimumOutTooLow')
  })

  test('V2: the native currency sold and bought', async () => {
    const { tokenB, uniswap, publicClient } = devnet
    const { address } = stage.account
    const sell = (minimum: bigint, value = one / 10n): Call => ({
      ...{ to: uniswap.router, value },
      data: encodeFunctionData({
        ...{ abi: v2Abi, functionName: 'swapExactETHForTokens' },
        args: [minimum, [uniswap.weth, tokenB], address, deadline],
      }),
    })
    const buy = (minimum: bigint, value?: bigint): Call => ({
      ...{ to: uniswap.router, value },
      data: encodeFunctionData({
        ...{ abi: v2Abi, functionName: 'swapExactTokensForETH' },
        args: [one / 10n, minimum, [tokenB, uniswap.weth], address, deadline],
      }),
    })
    const before = await balanceOf(tokenB)
    await send([sell((one * 9n) / 100n)])
    expect(await balanceOf(tokenB)).toBeGreaterThan(before)
    const ether = await publicClient.getBalance({ address: uniswap.weth })
    await send([approve(tokenB, uniswap.router, one / 10n), buy((one * 9n) / 100n)])
    expect(await publicClient.getBalance({ address: uniswap.weth })).toBeLessThan(ether)
    await refuses('sellNative', sell((one * 9n) / 100n - 1n), 'MinimumOutTooLow')
    await refuses('sellNative', sell(0n, 0n), 'AmountInZero')
    await refuses('buyNative', buy((one * 9n) / 100n, 1n), 'ValueNotAllowed')
  })

  test('V3: SwapRouter and SwapRouter02, one pool and a path', async () => {
    const { tokenA, tokenB, uniswap } = devnet
    const { swapRouter, swapRouter02 } = protocols
    const { address } = stage.account
    const order = { tokenIn: tokenA, tokenOut: tokenB, fee: 3000, amountIn: one }
    const good = { recipient: address, amountOutMinimum: (one * 9n) / 10n, sqrtPriceLimitX96: 0n }
    const single = (change: object = {}): Call => ({
      to: swapRouter,
      data: encodeFunctionData({
        ...{ abi: v3Abi, functionName: 'exactInputSingle' },
        args: [{ ...order, ...good, deadline, ...change }],
      }),
    })
    const single02 = (change: object = {}): Call => ({
      to: swapRouter02,
      data: encodeFunctionData({
        ...{ abi: v302Abi, functionName: 'exactInputSingle' },
        args: [{ ...order, ...good, ...change }],
      }),
    })
    const before = await balanceOf(tokenB)
    await send([approve(tokenA, swapRouter, one), single()])
    const between = await balanceOf(tokenB)
    expect(between).toBeGreaterThan(before)
    await send([approve(tokenA, swapRouter02, one), single02()])
    expect(await balanceOf(tokenB)).toBeGreaterThan(between)
    await refuses('swapV3', single({ recipient: stranger }), 'RecipientNotAccount')
    // SwapRouter02 takes 1 for its caller and 2 for itself; both are no account.
    await refuses(
      'swapV302',
      single02({ recipient: `0x${'02'.padStart(40, '0')}` }),
      'RecipientNotAccount',
    )
    await refuses('swapV302', single02({ fee: 500 }), 'FeeNotAllowed')
    await refuses('swapV3', single({ amountOutMinimum: 1n }), 'MinimumOutTooLow')
    await refuses('swapV3', single({ sqrtPriceLimitX96: 1n }), 'PriceLimitNotZero')

    const weth = uniswap.weth
    const path = encodePacked(
      ['address', 'uint24', 'address', 'uint24', 'address'],
      [weth, 3000, tokenB, 3000, tokenA],
    )
    const sell = (change: object = {}): Call => ({
      ...{ to: swapRouter02, value: one / 10n },
      data: encodeFunctionData({
        ...{ abi: v302Abi, functionName: 'exactInput' },
        args: [
          {
            ...{ path, recipient: address, amountIn: one / 10n },
            ...{ amountOutMinimum: (one * 9n) / 100n, ...change },
          },
        ],
      }),
    })
    const held = await balanceOf(tokenA)
    await send([sell()])
    expect(await balanceOf(tokenA)).toBeGreaterThan(held)
    await refuses('sellNativeV3', { ...sell(), value: one }, 'ValueNotAllowed')
    await refuses('sellNativeV3', sell({ amountOutMinimum: 0n }), 'MinimumOutTooLow')
  })
})

describe('stakes, for the account itself', () => {
  test('ERC-4626: deposit and redeem', async () => {
    const { tokenB, vault } = devnet
    const { address } = stage.account
    const deposit = (assets: bigint, receiver = address): Call => ({
      to: vault,
      data: encodeFunctionData({
        ...{ abi: erc4626Abi, functionName: 'deposit', args: [assets, receiver] },
      }),
    })
    const redeem = (receiver = address, owner = address): Call => ({
      to: vault,
      data: encodeFunctionData({
        ...{ abi: erc4626Abi, functionName: 'redeem', args: [one / 2n, receiver, owner] },
      }),
    })
    await send([approve(tokenB, vault, one), deposit(one)])
    await send([redeem(), redeem()])
    expect(await balanceOf(vault)).toBe(0n)
    await refuses('deposit', deposit(one + 1n), 'TotalLimitExceeded')
    await refuses('deposit', deposit(1n, stranger), 'BeneficiaryNotAccount')
    await refuses('redeem', redeem(stranger), 'BeneficiaryNotAccount')
    await refuses('redeem', redeem(address, stranger), 'OwnerNotAccount')
  })

  test('ERC-4626: all that there is, above what is to be kept, up to what is signed', async () => {
    const { tokenB, vault } = devnet
    const helper = helperOf()
    const deposit = (change: { into?: Address; keep?: bigint; maximum?: bigint } = {}): Call => ({
      to: helper,
      data: encodeFunctionData({
        ...{ abi: stakeAbi, functionName: 'depositAll' },
        args: [tokenB, change.into ?? vault, change.keep ?? 5n, change.maximum ?? one / 2n],
      }),
    })
    const shares = await balanceOf(vault)
    await send([approve(tokenB, helper, one), deposit()])
    expect(await balanceOf(vault)).toBe(shares + one / 2n)
    const keep = (await balanceOf(tokenB)) - 7n
    await send([deposit({ keep })])
    expect(await balanceOf(tokenB)).toBe(keep)
    // What counts is the maximum, not what was there.
    await refuses('depositAll', deposit({ maximum: one + 1n }), 'TotalLimitExceeded')
    await refuses('depositAll', deposit({ keep: 4n }), 'KeepTooLow')
    await refuses('depositAll', deposit({ into: stranger }), 'VaultNotAllowed')
    await protocols.mint(tokenB, stage.account.address, 10n * one)
  })

  test('Synthetix: stake, withdraw, rewards; a limit per day that starts again', async () => {
    const { tokenA, tokenB, testClient, publicClient } = devnet
    const { staking: rewards } = protocols
    const call = (data: Call['data']): Call => ({ to: rewards, data })
    const unstake = call(
      encodeFunctionData({ abi: stakeAbi, functionName: 'withdraw', args: [one / 2n] }),
    )
    const collect = call(encodeFunctionData({ abi: stakeAbi, functionName: 'getReward' }))
    await send([approve(tokenB, rewards, 3n * one), stake(one / 2n), stake(one / 2n)])
    await refuses('stake', stake(one + 1n), 'PeriodLimitExceeded')
    // On the chain the whole day is used up.
    const hash = devnet.bundlerClient.sendUserOperation({ account: session, calls: [stake(1n)] })
    await expect(hash).rejects.toThrow()
    const before = await balanceOf(tokenA)
    await testClient.increaseTime({ seconds: 1 })
    await testClient.mine({ blocks: 1 })
    await send([unstake, collect])
    expect(await balanceOf(tokenA)).toBeGreaterThan(before)
    expect(
      await publicClient.readContract({
        ...{ address: rewards, abi: stakeAbi, functionName: 'earned' },
        args: [stage.account.address],
      }),
    ).toBe(0n)
  })

  test('Aave: supply and withdraw; nothing left to spend behind the operation', async () => {
    const { tokenB } = devnet
    const { pool } = protocols
    const { address } = stage.account
    const supply = (onBehalfOf = address, referralCode = 0): Call => ({
      to: pool,
      data: encodeFunctionData({
        ...{ abi: stakeAbi, functionName: 'supply' },
        args: [tokenB, one, onBehalfOf, referralCode],
      }),
    })
    const takeBack = (to = address): Call => ({
      to: pool,
      data: encodeFunctionData({
        ...{ abi: stakeAbi, functionName: 'withdraw', args: [tokenB, 2n ** 256n - 1n, to] },
      }),
    })
    const before = await balanceOf(tokenB)
    await send([approve(tokenB, pool, one), supply(), approve(tokenB, pool, 0n)])
    expect(await balanceOf(tokenB)).toBe(before - one)
    await send([takeBack()])
    expect(await balanceOf(tokenB)).toBe(before)
    await refuses('approvePool', approve(tokenB, pool, one), 'AllowanceLeft')
    await refuses('supply', supply(stranger), 'BeneficiaryNotAccount')
    await refuses('supply', supply(address, 7), 'ReferralNotZero')
    await refuses('takeBack', takeBack(stranger), 'BeneficiaryNotAccount')
  })
})

describe('transfers, to those who are named', () => {
  test('ERC-20: six decimals, nothing returned, charged on transfer', async () => {
    const { six, silent, fee } = protocols
    const three = amount('3', 6)
    await send([
      ...[transfer(six, payee, three), transfer(six, payee, amount('2', 6))],
      ...[transfer(silent, payee, 7n), approve(silent, payee, 8n), transfer(fee, payee, 100n)],
    ])
    expect(await balanceOf(six, payee)).toBe(amount('5', 6))
    expect(await balanceOf(silent, payee)).toBe(7n)
    expect(await balanceOf(fee, payee)).toBe(99n)
    await refuses('transfer', transfer(six, payee, three + 1n), 'PerUseLimitExceeded')
    await refuses('transfer', transfer(six, stranger, 1n), 'RecipientNotAllowed')
    await refuses('transferSilent', transfer(silent, stranger, 1n), 'RecipientNotAllowed')
  })

  test('the native currency, and nothing beside it', async () => {
    await send([
      { to: payee, value: 5n },
      { to: payee, value: 4n },
    ])
    expect(await devnet.publicClient.getBalance({ address: payee })).toBe(9n)
    await refuses('pay', { to: payee, value: 6n }, 'PerUseLimitExceeded')
    await refuses('pay', { to: payee, value: 1n, data: '0x00' }, 'CalldataLengthWrong')
  })

  test('ERC-721 and ERC-1155', async () => {
    const { collection, items } = protocols
    const { address } = stage.account
    const give = (id: bigint, to = payee): Call => ({
      to: collection,
      data: encodeFunctionData({
        ...{ abi: nftAbi, functionName: 'safeTransferFrom', args: [address, to, id] },
      }),
    })
    const giveItems = (value: bigint, data: `0x${string}` = '0x'): Call => ({
      to: items,
      data: encodeFunctionData({
        ...{ abi: nftAbi, functionName: 'safeTransferFrom' },
        args: [address, payee, 9n, value, data],
      }),
    })
    await send([give(1n), giveItems(3n)])
    expect(await balanceOf(collection, payee)).toBe(1n)
    await refuses('give', give(3n), 'TokenIdNotAllowed')
    await refuses('give', give(2n, stranger), 'RecipientNotAllowed')
    await refuses('giveItems', giveItems(5n), 'TotalLimitExceeded')
    await refuses('giveItems', giveItems(1n, '0x01'), 'CalldataLengthWrong')
  })

  test('a function of a contract, whatever its arguments', async () => {
    const { tokenB } = devnet
    const mint: Call = {
      to: tokenB,
      data: encodeFunctionData({ abi: demoTokenAbi, functionName: 'mint', args: [payee, 5n] }),
    }
    await send([mint])
    expect(await balanceOf(tokenB, payee)).toBe(5n)
    await refuses('poke', { ...mint, value: 1n }, 'ValueNotAllowed')
  })
})

describe('all of it', () => {
  test('a limit per day starts again with the day, and no day comes back', async () => {
    const { testClient } = devnet
    const today = Math.floor(time / day)
    const name = (period: number) => ({
      index: at.stake ?? -1,
      callSpecificData: numberToHex(period, { size: 4 }),
    })
    await testClient.setNextBlockTimestamp({ timestamp: BigInt((today + 1) * day) })
    await testClient.mine({ blocks: 1 })
    await expectIncluded(devnet, await force(stake(one), name(today + 1)))
    await expectRefused(stage, await force(stake(1n), name(today + 1)), 'PeriodLimitExceeded')
    await expectRefused(stage, await force(stake(1n), name(today)), 'PeriodPast')
    const [usage] = (
      await getUsages(devnet.publicClient, { account: stage.account.address, grant })
    ).slice(at.stake)
    expect(usage?.period).toEqual({ index: today + 1, used: one })
  })

  test('passes the rules of ERC-7562', async () => {
    await expectEveryOperationClean(devnet)
  })
})

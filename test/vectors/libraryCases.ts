import {
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseAbi,
  slice,
} from 'viem'
import { aave } from '../../src/permissions/aave.ts'
import { contract } from '../../src/permissions/contract.ts'
import { erc20 } from '../../src/permissions/erc20.ts'
import { erc4626 } from '../../src/permissions/erc4626.ts'
import { nft } from '../../src/permissions/nft.ts'
import { staking } from '../../src/permissions/staking.ts'
import { uniswapV2 } from '../../src/permissions/uniswapV2.ts'
import { uniswapV3 } from '../../src/permissions/uniswapV3.ts'
import { perDay, perSeconds } from '../../src/svm/periods.ts'
import { account, dex, encodeApprove, hop, stranger, tokenA, tokenB, vault } from './fixtures.ts'
import { caseOf, dirty, type ModuleCase, withWord } from './moduleCase.ts'

const abi = parseAbi([
  'function transfer(address to, uint256 amount) returns (bool)',
  'function swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapExactETHForTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable',
  'function swapExactETHForTokensSupportingFeeOnTransferTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable',
  'function swapExactTokensForETH(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function swapExactTokensForETHSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
  'function withdraw(uint256 assets, address receiver, address owner)',
  'function redeem(uint256 shares, address receiver, address owner)',
  'function stake(uint256 amount)',
  'function getReward()',
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function poke(uint256 id)',
])
const stakingAbi = parseAbi(['function withdraw(uint256 amount)'])
const aaveAbi = parseAbi(['function withdraw(address asset, uint256 amount, address to)'])
const erc721Abi = parseAbi([
  'function transferFrom(address from, address to, uint256 id)',
  'function safeTransferFrom(address from, address to, uint256 id)',
])
const erc1155Abi = parseAbi([
  'function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)',
])

const deadline = 2n ** 48n

/** Names a period in call-specific data. */
export const named = (index: number): Hex => numberToHex(index, { size: 4 })

// periods

const today = 20_454
const daily = caseOf('approve', {
  sessionData: erc20.approve({
    ...{ token: tokenA, spender: dex },
    limits: { perUse: 100n, perPeriod: perDay(50n), total: 200n, uses: 3 },
  }).data,
  target: tokenA,
  data: encodeApprove(dex, 50n),
})
const dailyBytes = daily('').sessionData

const periodCases = [
  daily('allowed in its period', { callSpecificData: named(today) }),
  daily('zero is free in its period, too', {
    ...{ callSpecificData: named(today), data: encodeApprove(dex, 0n) },
  }),
  daily('no period named'),
  daily('half a period named', { callSpecificData: '0x0000' }),
  daily('more than a period named', { callSpecificData: `${named(today)}00` }),
  daily('over the limit per period', {
    ...{ callSpecificData: named(today), data: encodeApprove(dex, 51n) },
  }),
  daily('over the limit per use before the period’s', {
    ...{ callSpecificData: named(today), data: encodeApprove(dex, 101n) },
  }),
  daily('a period of less than an hour', {
    ...{
      callSpecificData: named(1),
      sessionData: `${dailyBytes.slice(0, -16)}00000e0f00000000` as Hex,
    },
  }),
  daily('a period that no window can hold', {
    callSpecificData: '0xffffffff',
    sessionData: erc20.approve({
      ...{ token: tokenA, spender: dex },
      limits: { perPeriod: perSeconds({ amount: 50n, length: 2 ** 32 - 1, anchor: 2 ** 32 - 1 }) },
    }).data,
  }),
  daily('the last period that a window can hold', {
    callSpecificData: named(Math.floor((2 ** 47 - 2 ** 32 + 1) / (2 ** 32 - 1)) - 1),
    sessionData: erc20.approve({
      ...{ token: tokenA, spender: dex },
      limits: { perPeriod: perSeconds({ amount: 50n, length: 2 ** 32 - 1, anchor: 2 ** 32 - 1 }) },
    }).data,
  }),
]

// approvals that end at zero

const ending = caseOf('approve', {
  sessionData: erc20.approve({ token: tokenA, spender: dex, endsAtZero: true }).data,
  target: tokenA,
  data: encodeApprove(dex, 0n),
})

const endingCases = [
  ending('ends at zero'),
  ending('leaves an allowance standing', { data: encodeApprove(dex, 1n) }),
]

// transfers

const encodeTransfer = (to: Address, amount: bigint) =>
  encodeFunctionData({ abi, functionName: 'transfer', args: [to, amount] })
const transfer = caseOf('transfer', {
  sessionData: erc20.transfer({ token: tokenA, recipients: [dex, hop], limits: { total: 9n } })
    .data,
  target: tokenA,
  data: encodeTransfer(hop, 9n),
})

const transferCases = [
  transfer('allowed'),
  transfer('call-specific data', { callSpecificData: '0x00' }),
  transfer('another target', { target: tokenB }),
  transfer('value', { value: 1n }),
  transfer('approve instead', { data: encodeApprove(hop, 9n) }),
  transfer('a byte too many', { data: `${encodeTransfer(hop, 9n)}00` }),
  transfer('unclean recipient', { data: withWord(encodeTransfer(hop, 9n), 4, dirty) }),
  transfer('another recipient', { data: encodeTransfer(stranger, 1n) }),
  transfer('over the total', { data: encodeTransfer(dex, 10n) }),
  transfer('nobody may receive', {
    sessionData: erc20.transfer({ token: tokenA, recipients: [] }).data,
  }),
  transfer('truncated recipients', { sessionData: `0x${transfer('').sessionData.slice(2, 60)}` }),
  transfer('no recipients at all', { sessionData: tokenA }),
]

// depositing whatever is there

const depositAllAbi = parseAbi([
  'function depositAll(address token, address vault, uint256 keep, uint256 maximum)',
])
const encodeDepositAll = (change: {
  token?: Address
  to?: Address
  keep?: bigint
  maximum?: bigint
}) =>
  encodeFunctionData({
    abi: depositAllAbi,
    functionName: 'depositAll',
    args: [change.token ?? tokenB, change.to ?? vault, change.keep ?? 5n, change.maximum ?? 9n],
  })
const all = caseOf('depositAll', {
  sessionData: erc4626.depositAll({
    ...{ helper: dex, token: tokenB, vault, keep: 5n, limits: { total: 9n } },
  }).data,
  target: dex,
  data: encodeDepositAll({}),
})

const depositAllCases = [
  all('allowed'),
  all('allowed to keep more', { data: encodeDepositAll({ keep: 6n }) }),
  all('call-specific data', { callSpecificData: '0x00' }),
  all('another target', { target: hop }),
  all('value', { value: 1n }),
  all('another function', { data: `0xdeadbeef${encodeDepositAll({}).slice(10)}` }),
  all('a byte too many', { data: `${encodeDepositAll({})}00` }),
  all('another token', { data: encodeDepositAll({ token: tokenA }) }),
  all('unclean token', { data: withWord(encodeDepositAll({}), 4, dirty) }),
  all('another vault', { data: encodeDepositAll({ to: stranger }) }),
  all('unclean vault', { data: withWord(encodeDepositAll({}), 36, dirty) }),
  all('keeps too little', { data: encodeDepositAll({ keep: 4n }) }),
  all('the maximum over the total', { data: encodeDepositAll({ maximum: 10n }) }),
  all('truncated', { sessionData: `0x${all('').sessionData.slice(2, 150)}` }),
]

// Uniswap V2 with fees on transfer and the native currency

const sell = { amountIn: 100n, minimum: 95n, path: [tokenA, tokenB], to: account }
const rate = { out: 95n, in: 100n }
const v2 = { router: dex, tokenIn: tokenA, tokenOut: tokenB, hops: [hop], rate }
type TokenSwap =
  | 'swapExactTokensForTokensSupportingFeeOnTransferTokens'
  | 'swapExactTokensForETH'
  | 'swapExactTokensForETHSupportingFeeOnTransferTokens'
const sellTokens = (functionName: TokenSwap, change: Partial<typeof sell> = {}) => {
  const { amountIn, minimum, path, to } = { ...sell, ...change }
  return encodeFunctionData({ abi, functionName, args: [amountIn, minimum, path, to, deadline] })
}
type NativeSwap = 'swapExactETHForTokens' | 'swapExactETHForTokensSupportingFeeOnTransferTokens'
const sellNative = (functionName: NativeSwap, change: Partial<typeof sell> = {}) => {
  const { minimum, path, to } = { ...sell, ...change }
  return encodeFunctionData({ abi, functionName, args: [minimum, path, to, deadline] })
}
const swap = caseOf('swap', {
  sessionData: uniswapV2.swap(v2).data,
  target: dex,
  data: sellTokens('swapExactTokensForTokensSupportingFeeOnTransferTokens'),
})
const swapOut = caseOf('swap', {
  sessionData: uniswapV2.swap({ ...v2, native: 'out' }).data,
  target: dex,
  data: sellTokens('swapExactTokensForETH'),
})
const soldNative = sellNative('swapExactETHForTokens')
const paid = { value: 100n }
const swapIn = caseOf('swap', {
  sessionData: uniswapV2.swap({ ...v2, native: 'in', limits: { perUse: 100n } }).data,
  target: dex,
  data: soldNative,
})

const swapCases = [
  swap('allowed with fees on transfer'),
  swap('native out under a session for tokens', { data: sellTokens('swapExactTokensForETH') }),
  swap('native in under a session for tokens', { data: soldNative }),
  swapOut('native out, allowed'),
  swapOut('native out with fees on transfer, allowed', {
    data: sellTokens('swapExactTokensForETHSupportingFeeOnTransferTokens'),
  }),
  swapOut('tokens under a session for native out', {
    data: sellTokens('swapExactTokensForTokensSupportingFeeOnTransferTokens'),
  }),
  swapOut('native out with value', { value: 1n }),
  swapIn('native in, allowed', paid),
  swapIn('native in with fees on transfer, allowed', {
    ...paid,
    data: sellNative('swapExactETHForTokensSupportingFeeOnTransferTokens'),
  }),
  swapIn('native in over a hop, allowed', {
    ...paid,
    data: sellNative('swapExactETHForTokens', { path: [tokenA, hop, tokenB] }),
  }),
  swapIn('native in without value'),
  swapIn('native in over its cap', { value: 101n, data: soldNative }),
  swapIn('native in over the limit each time', {
    value: 101n,
    data: sellNative('swapExactETHForTokens', { minimum: 96n }),
  }),
  swapIn('native in, minimum below the floor', {
    ...paid,
    data: sellNative('swapExactETHForTokens', { minimum: 94n }),
  }),
  swapIn('native in for another recipient', {
    ...paid,
    data: sellNative('swapExactETHForTokens', { to: stranger }),
  }),
  swapIn('native in, another path', {
    ...paid,
    data: sellNative('swapExactETHForTokens', { path: [tokenA, stranger, tokenB] }),
  }),
  swapIn('native in, another token out', {
    ...paid,
    data: sellNative('swapExactETHForTokens', { path: [tokenA, tokenA] }),
  }),
  swapIn('native in, moved pointer', { ...paid, data: withWord(soldNative, 36, 160n) }),
  swapIn('native in, too short', { ...paid, data: `0x${soldNative.slice(2, 300)}` }),
  swapIn('tokens under a session for native in', {
    ...paid,
    data: sellTokens('swapExactTokensForETH'),
  }),
  swapIn('native on both sides', {
    ...paid,
    sessionData: `${uniswapV2.swap(v2).data.slice(0, -2)}30` as Hex,
    value: 0n,
  }),
]

// Uniswap V3

const structs = {
  SwapRouter: parseAbi([
    'struct S { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
    'struct M { bytes path; address recipient; uint256 deadline; uint256 amountIn; uint256 amountOutMinimum; }',
    'function exactInputSingle(S params) payable',
    'function exactInput(M params) payable',
  ]),
  SwapRouter02: parseAbi([
    'struct S { address tokenIn; address tokenOut; uint24 fee; address recipient; uint256 amountIn; uint256 amountOutMinimum; uint160 sqrtPriceLimitX96; }',
    'struct M { bytes path; address recipient; uint256 amountIn; uint256 amountOutMinimum; }',
    'function exactInputSingle(S params) payable',
    'function exactInput(M params) payable',
  ]),
}
const single = {
  ...{ tokenIn: tokenA, tokenOut: tokenB, fee: 500, recipient: account, deadline },
  ...{ amountIn: 100n, amountOutMinimum: 95n, sqrtPriceLimitX96: 0n },
}
const multi = { recipient: account, deadline, amountIn: 100n, amountOutMinimum: 95n }
const fee = (value: number) => numberToHex(value, { size: 3 })
const direct = concatHex([tokenA, fee(500), tokenB])
const overHop = concatHex([tokenA, fee(500), hop, fee(3000), tokenB])

const encodeSingle = (change: Partial<typeof single> = {}) =>
  encodeFunctionData({
    ...{ abi: structs.SwapRouter, functionName: 'exactInputSingle' },
    args: [{ ...single, ...change }],
  })
const encodeSingle02 = (change: Partial<typeof single> = {}) =>
  encodeFunctionData({
    ...{ abi: structs.SwapRouter02, functionName: 'exactInputSingle' },
    args: [{ ...single, ...change }],
  })
const encodeMulti = (path: Hex, change: Partial<typeof multi> = {}) =>
  encodeFunctionData({
    ...{ abi: structs.SwapRouter, functionName: 'exactInput' },
    args: [{ ...multi, ...change, path }],
  })
const encodeMulti02 = (path: Hex, change: Partial<typeof multi> = {}) =>
  encodeFunctionData({
    ...{ abi: structs.SwapRouter02, functionName: 'exactInput' },
    args: [{ ...multi, ...change, path }],
  })

const v3Terms = { router: dex, tokenIn: tokenA, tokenOut: tokenB, fees: [500, 3000], hops: [hop] }
const v3Data = uniswapV3.swap({ ...v3Terms, kind: 'SwapRouter', rate }).data
const v3 = caseOf('swapV3', { sessionData: v3Data, target: dex, data: encodeSingle() })
const v302 = caseOf('swapV3', {
  sessionData: uniswapV3.swap({ ...v3Terms, kind: 'SwapRouter02', rate }).data,
  target: dex,
  data: encodeSingle02(),
})
const v3Native = caseOf('swapV3', {
  sessionData: uniswapV3.swap({ ...v3Terms, kind: 'SwapRouter02', rate, native: 'in' }).data,
  target: dex,
  data: encodeSingle02(),
})
const overHopCall = encodeMulti(overHop)

const v3Cases = [
  v3('single, allowed'),
  v3('path, allowed', { data: encodeMulti(direct) }),
  v3('path over a hop, allowed', { data: overHopCall }),
  v302('single of the second router, allowed'),
  v302('path of the second router, allowed', { data: encodeMulti02(overHop) }),
  v3('call-specific data', { callSpecificData: '0x00' }),
  v3('another target', { target: tokenA }),
  v3('value', { value: 100n }),
  v3('the second router’s function', { data: encodeSingle02() }),
  v302('the first router’s function', { data: encodeMulti(direct) }),
  v3('no calldata', { data: '0x' }),
  v3('selector alone', { data: slice(encodeSingle(), 0, 4) }),
  v3('a byte too many', { data: `${encodeSingle()}00` }),
  v3('another recipient', { data: encodeSingle({ recipient: stranger }) }),
  v3('unclean recipient', { data: withWord(encodeSingle(), 100, dirty) }),
  v3('unclean token', { data: withWord(encodeSingle(), 4, dirty) }),
  v3('another token in', { data: encodeSingle({ tokenIn: stranger }) }),
  v3('another token out', { data: encodeSingle({ tokenOut: stranger }) }),
  v3('a fee that stands behind the list', { data: encodeSingle({ fee: 0x01c1c1 }) }),
  v3('over the total', {
    sessionData: uniswapV3.swap({ ...v3Terms, kind: 'SwapRouter', rate, limits: { total: 99n } })
      .data,
  }),
  v3('another fee', { data: encodeSingle({ fee: 10_000 }) }),
  v3('unclean fee', { data: withWord(encodeSingle(), 68, (1n << 24n) + 500n) }),
  v3('a price limit', { data: encodeSingle({ sqrtPriceLimitX96: 1n }) }),
  v3('amount of zero', { data: encodeSingle({ amountIn: 0n, amountOutMinimum: 0n }) }),
  v3('amount beyond 128 bits', { data: encodeSingle({ amountIn: 2n ** 128n }) }),
  v3('minimum below the floor', { data: encodeSingle({ amountOutMinimum: 94n }) }),
  v302('minimum below the floor of the second router', {
    data: encodeMulti02(direct, { amountOutMinimum: 94n }),
  }),
  v3('path for another recipient', { data: encodeMulti(direct, { recipient: stranger }) }),
  v3('path from another token', { data: encodeMulti(concatHex([hop, fee(500), tokenB])) }),
  v3('path to another token', { data: encodeMulti(concatHex([tokenA, fee(500), hop])) }),
  v3('path through another fee', { data: encodeMulti(concatHex([tokenA, fee(1), tokenB])) }),
  v3('path over another hop', {
    data: encodeMulti(concatHex([tokenA, fee(500), stranger, fee(3000), tokenB])),
  }),
  v3('path over too many hops', {
    data: encodeMulti(concatHex([tokenA, fee(500), hop, fee(500), hop, fee(500), tokenB])),
  }),
  v3('path of no pool', { data: encodeMulti(tokenA) }),
  v3('path of half a pool', { data: encodeMulti(concatHex([direct, '0x00'])) }),
  v3('path with something behind it', {
    data: withWord(overHopCall, 292, BigInt(`0x${overHopCall.slice(586, 650)}`) | 1n),
  }),
  v3('path behind a moved tuple', { data: withWord(overHopCall, 4, 64n) }),
  v3('path behind a moved pointer', { data: withWord(overHopCall, 36, 192n) }),
  v3('path cut off', { data: `0x${overHopCall.slice(2, -64)}` }),
  v3Native('native in, allowed', { value: 100n }),
  v3Native('native in without value'),
  v3Native('native in with other value', { value: 99n }),
  v3('unknown kind', { sessionData: `0x${v3Data.slice(2, 186)}02${v3Data.slice(188)}` }),
  v3('rate of zero', { sessionData: withWord(v3Data, 20, 0n) }),
  v3('truncated fees', { sessionData: `0x${v3Data.slice(2, 192)}` }),
  v3('truncated hops', { sessionData: `0x${v3Data.slice(2, 220)}` }),
]

// staking and taking back

const deposited = (functionName: 'withdraw' | 'redeem', receiver = account, owner = account) =>
  encodeFunctionData({ abi, functionName, args: [7n, receiver, owner] })
const withdraw = caseOf('stake', {
  sessionData: erc4626.withdraw({ vault, limits: { uses: 1 } }).data,
  target: vault,
  data: deposited('withdraw'),
})
const redeem = caseOf('stake', {
  sessionData: erc4626.redeem({ vault }).data,
  target: vault,
  data: deposited('redeem'),
})
const encodeStake = (amount: bigint) =>
  encodeFunctionData({ abi, functionName: 'stake', args: [amount] })
const stake = caseOf('stake', {
  sessionData: staking.stake({ staking: vault, limits: { total: 7n } }).data,
  target: vault,
  data: encodeStake(7n),
})
const unstake = caseOf('stake', {
  sessionData: staking.withdraw({ staking: vault, limits: { perUse: 7n } }).data,
  target: vault,
  data: encodeFunctionData({ abi: stakingAbi, functionName: 'withdraw', args: [7n] }),
})
const getReward = caseOf('stake', {
  sessionData: staking.getReward({ staking: vault, limits: { uses: 1 } }).data,
  target: vault,
  data: encodeFunctionData({ abi, functionName: 'getReward' }),
})
const encodeSupply = (asset: Address, amount: bigint, owner: Address = account, referral = 0) =>
  encodeFunctionData({ abi, functionName: 'supply', args: [asset, amount, owner, referral] })
const supply = caseOf('stake', {
  sessionData: aave.supply({ pool: vault, asset: tokenA, limits: { total: 7n } }).data,
  target: vault,
  data: encodeSupply(tokenA, 7n),
})
const encodeAaveWithdraw = (asset: Address, to: Address) =>
  encodeFunctionData({ abi: aaveAbi, functionName: 'withdraw', args: [asset, 2n ** 256n - 1n, to] })
const takeBack = caseOf('stake', {
  sessionData: aave.withdraw({ pool: vault, asset: tokenA, limits: { uses: 1 } }).data,
  target: vault,
  data: encodeAaveWithdraw(tokenA, account),
})

const stakeCases = [
  withdraw('withdraw, allowed'),
  withdraw('withdraw, redeem instead', { data: deposited('redeem') }),
  withdraw('withdraw to another receiver', { data: deposited('withdraw', stranger) }),
  withdraw('withdraw from another owner', { data: deposited('withdraw', account, stranger) }),
  withdraw('withdraw with an unclean owner', { data: withWord(deposited('withdraw'), 68, dirty) }),
  withdraw('withdraw, a byte too few', { data: `0x${deposited('withdraw').slice(2, -2)}` }),
  withdraw('withdraw with a limit of amounts', {
    sessionData: `0x01${vault.slice(2)}01${'00'.repeat(16)}`,
  }),
  redeem('redeem, allowed'),
  redeem('redeem to another receiver', { data: deposited('redeem', stranger) }),
  stake('stake, allowed'),
  stake('stake over the total', { data: encodeStake(8n) }),
  stake('stake, a byte too many', { data: `${encodeStake(7n)}00` }),
  stake('stake with value', { value: 1n }),
  stake('stake elsewhere', { target: tokenB }),
  stake('stake, withdraw instead', { data: unstake('').data }),
  unstake('take out stake, allowed'),
  unstake('take out too much at a time', {
    data: encodeFunctionData({ abi: stakingAbi, functionName: 'withdraw', args: [8n] }),
  }),
  getReward('rewards, allowed'),
  getReward('rewards with something behind', { data: `${getReward('').data}00` }),
  getReward('rewards with a limit per period', {
    sessionData: `0x05${vault.slice(2)}08${'00'.repeat(12)}0001518000000000`,
  }),
  supply('supply, allowed'),
  supply('supply over the total', { data: encodeSupply(tokenA, 8n) }),
  supply('supply of another asset', { data: encodeSupply(tokenB, 7n) }),
  supply('supply for another', { data: encodeSupply(tokenA, 7n, stranger) }),
  supply('supply with a referral', { data: encodeSupply(tokenA, 7n, account, 1) }),
  supply('supply of an unclean asset', { data: withWord(encodeSupply(tokenA, 7n), 4, dirty) }),
  supply('supply without an asset', { sessionData: `0x06${vault.slice(2)}00` }),
  takeBack('take back all, allowed'),
  getReward('collect by another function', { data: '0x12345678' }),
  supply('supply by another function', {
    data: `0x12345678${encodeSupply(tokenA, 1n).slice(10)}`,
  }),
  supply('supply with a byte too many', { data: `${encodeSupply(tokenA, 1n)}00` }),
  takeBack('take back to another', { data: encodeAaveWithdraw(tokenA, stranger) }),
  takeBack('take back another asset', { data: encodeAaveWithdraw(tokenB, account) }),
]

// NFTs

const recipients = [hop]
const send721 = (
  { from = account, to = hop, id = 7n }: { from?: Address; to?: Address; id?: bigint } = {},
  functionName: 'transferFrom' | 'safeTransferFrom' = 'safeTransferFrom',
) => encodeFunctionData({ abi: erc721Abi, functionName, args: [from, to, id] })
const nft721 = caseOf('nftTransfer', {
  sessionData: nft.transfer({
    ...{ kind: 'erc721', collection: tokenA, recipients, ids: [7n, 2n ** 255n] },
    limits: { uses: 1 },
  }).data,
  target: tokenA,
  data: send721(),
})
const send1155 = ({
  from = account,
  to = hop,
  id = 7n,
  amount = 3n,
  data = '0x',
}: {
  from?: Address
  to?: Address
  id?: bigint
  amount?: bigint
  data?: Hex
} = {}) =>
  encodeFunctionData({
    ...{ abi: erc1155Abi, functionName: 'safeTransferFrom' },
    args: [from, to, id, amount, data],
  })
const nft1155 = caseOf('nftTransfer', {
  sessionData: nft.transfer({
    ...{ kind: 'erc1155', collection: tokenA, recipients, ids: 'any', limits: { total: 3n } },
  }).data,
  target: tokenA,
  data: send1155(),
})

const nftCases = [
  nft721('allowed'),
  nft721('transferFrom, as an ERC-20 has it', { data: send721({}, 'transferFrom') }),
  nft721('large id, allowed', { data: send721({ id: 2n ** 255n }) }),
  nft721('an id that stands behind the list', {
    data: send721({ id: BigInt(`0x04000001${'00'.repeat(28)}`) }),
  }),
  nft721('another id', { data: send721({ id: 8n }) }),
  nft721('from another owner', { data: send721({ from: stranger }) }),
  nft721('to another recipient', { data: send721({ to: stranger }) }),
  nft721('unclean recipient', { data: withWord(send721(), 36, dirty) }),
  nft721('approve instead', { data: encodeApprove(hop, 7n) }),
  nft721('a byte too many', { data: `${send721()}00` }),
  nft721('another collection', { target: tokenB }),
  nft721('value', { value: 1n }),
  nft721('ERC-1155 instead', { data: send1155() }),
  nft1155('several, allowed'),
  nft1155('several, any id, allowed', { data: send1155({ id: 99n }) }),
  nft1155('more than the total', { data: send1155({ amount: 4n }) }),
  nft1155('with data', { data: send1155({ data: '0x01' }) }),
  nft1155('with announced data', { data: withWord(send1155(), 164, 1n) }),
  nft1155('moved pointer', { data: withWord(send1155(), 132, 192n) }),
  nft1155('another function', { data: `0x12345678${send1155().slice(10)}` }),
  nft1155('to another recipient', { data: send1155({ to: stranger }) }),
  nft1155('unknown kind', { sessionData: `0x02${nft1155('').sessionData.slice(4)}` }),
  nft1155('truncated ids', { sessionData: `0x${nft721('').sessionData.slice(2, 120)}` }),
]

// some functions of some contracts

const poke = encodeFunctionData({ abi, functionName: 'poke', args: [1n] })
const call = caseOf('contractCall', {
  sessionData: contract.call({
    functions: [
      { to: vault, signature: 'function poke(uint256)' },
      { to: dex, signature: 'function getReward()' },
    ],
    valueCap: 5n,
    limits: { total: 4n },
  }).data,
  target: vault,
  data: poke,
})

const callCases = [
  call('allowed'),
  call('allowed with value', { value: 4n }),
  call('allowed with anything behind', { data: `${poke}00` }),
  call('selector alone, allowed', { target: dex, data: getReward('').data }),
  call('a function that stands behind the list', {
    ...{ target: `0x02${'00'.repeat(12)}04${'00'.repeat(6)}`, data: '0x00000000' },
  }),
  call('over the total', { value: 5n }),
  call('over its cap', { value: 6n }),
  call('another contract', { target: dex }),
  call('another function', { data: getReward('').data }),
  call('shorter than a selector', { data: `0x${poke.slice(2, 8)}` }),
  call('truncated functions', { sessionData: `0x${call('').sessionData.slice(2, 60)}` }),
]

/** Cases of what the library's modules have in common, and of every module beside the three of the seed flow. */
export const libraryCases: readonly ModuleCase[] = [
  ...periodCases,
  ...endingCases,
  ...transferCases,
  ...depositAllCases,
  ...swapCases,
  ...v3Cases,
  ...stakeCases,
  ...nftCases,
  ...callCases,
]

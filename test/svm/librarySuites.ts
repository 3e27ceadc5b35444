import { type Abi, parseAbi } from 'viem'
import type { ModuleName } from '../../src/svm/moduleContracts.ts'
import { poolManagerAbi, seaportAbi, universalRouterAbi, wordsAbi } from '../vectors/rulesCases.ts'
import type { ModuleSuite } from './kit/suite.ts'

type LibrarySuite = Omit<ModuleSuite, 'cases'>

const functions = (...signatures: readonly string[]): LibrarySuite => ({
  // Signatures that are not known to the type give an ABI of any kind.
  functions: { abi: parseAbi(signatures) as Abi },
})

const sameAtEquality = (mutant: string) => ({
  mutant,
  reason: 'At equality, requireLength finds nothing to refuse.',
})

const zeroBehind = (mutant: string) => ({
  mutant,
  reason: 'Behind the data stands a zero: a list of none, which ends where the other branch says.',
})

const savesGas = (mutant: string) => ({
  mutant,
  reason: 'The fast way saves gas; the other one answers the same.',
})

/** What the kit asks beside the cases, of the modules whose cases stand in `moduleCases.ts` and `libraryCases.ts`. */
export const librarySuites: { readonly [name in ModuleName]?: LibrarySuite } = {
  approve: functions('function approve(address spender, uint256 amount)'),
  transfer: functions('function transfer(address to, uint256 amount)'),
  swap: {
    ...functions(
      'function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
      'function swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
      'function swapExactETHForTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline)',
      'function swapExactETHForTokensSupportingFeeOnTransferTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline)',
      'function swapExactTokensForETH(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
      'function swapExactTokensForETHSupportingFeeOnTransferTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)',
    ),
    equivalentMutants: [sameAtEquality('call.dataLength() <= path + 64')],
  },
  swapV3: {
    ...functions(
      'function exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum, uint160 sqrtPriceLimitX96) params)',
      'function exactInput((bytes path, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum) params)',
      'function exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient, uint256 amountIn, uint256 amountOutMinimum, uint160 sqrtPriceLimitX96) params)',
      'function exactInput((bytes path, address recipient, uint256 amountIn, uint256 amountOutMinimum) params)',
    ),
    equivalentMutants: [
      sameAtEquality('call.dataLength() <= place + 32 + 64'),
      zeroBehind('return data.length < FEES ?'),
    ],
  },
  stake: {
    ...functions(
      'function deposit(uint256 assets, address receiver)',
      'function withdraw(uint256 assets, address receiver, address owner)',
      'function redeem(uint256 shares, address receiver, address owner)',
      'function stake(uint256 amount)',
      'function withdraw(uint256 amount)',
      'function getReward()',
      'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
      'function withdraw(address asset, uint256 amount, address to)',
    ),
    equivalentMutants: [
      {
        mutant: '(!isSupply)` → `if (false) return 0;',
        reason: 'Behind its arguments stand zeros, and sessions of this kind limit uses alone.',
      },
    ],
  },
  nftTransfer: {
    ...functions(
      'function safeTransferFrom(address from, address to, uint256 id)',
      'function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)',
    ),
    equivalentMutants: [zeroBehind('return data.length < ids ?')],
  },
  contractCall: {
    functions: {
      abi: [],
      free: 'ContractCallSVM allows its functions with any arguments: that is its rule.',
    },
    equivalentMutants: [zeroBehind('return data.length < FUNCTIONS ?')],
  },
  depositAll: functions(
    'function depositAll(address token, address vault, uint256 keep, uint256 maximum)',
  ),
  rules: {
    equivalentMutants: [
      savesGas('(specificLength == periodLength)` → `if (false) {'),
      savesGas('(charged)` → `if (false) return (true, amount);'),
    ],
    functions: { abi: [...seaportAbi, ...poolManagerAbi, ...universalRouterAbi, ...wordsAbi] },
  },
}

import { erc20 } from '../../src/permissions/erc20.ts'
import { erc4626 } from '../../src/permissions/erc4626.ts'
import { uniswapV2 } from '../../src/permissions/uniswapV2.ts'
import type { ModuleName } from '../../src/svm/moduleContracts.ts'
import {
  account,
  approvePermission,
  dex,
  encodeApprove,
  encodeDeposit,
  encodeSwap,
  hop,
  stakePermission,
  stranger,
  swapPermission,
  tokenA,
  tokenB,
  vault,
} from './fixtures.ts'
import { libraryCases } from './libraryCases.ts'
import { caseOf, dirty, type ModuleCase, withWord } from './moduleCase.ts'
import { suites } from './readSuites.ts'
import { rulesCases, soundRulesCases } from './rulesCases.ts'

const approve = caseOf('approve', {
  sessionData: approvePermission.data,
  target: tokenA,
  data: encodeApprove(dex, 100n),
})
const approveWith = (limits: { perUse?: bigint; total?: bigint; uses?: number }) => ({
  sessionData: erc20.approve({ token: tokenA, spender: dex, limits }).data,
})

const swap = caseOf('swap', { sessionData: swapPermission.data, target: dex, data: encodeSwap() })
const overHop = {
  sessionData: uniswapV2.swap({
    ...{ router: dex, tokenIn: tokenA, tokenOut: tokenB, hops: [hop] },
    ...{ rate: { out: 95n, in: 100n }, limits: { perUse: 10n ** 20n } },
  }).data,
}
const good = encodeSwap()

const stake = caseOf('stake', {
  sessionData: stakePermission.data,
  target: vault,
  data: encodeDeposit(95n),
})

/** Every rule of every module broken once, beside calls that are allowed. */
export const moduleCases: readonly ModuleCase[] = [
  approve('allowed'),
  approve('zero is free', { ...approveWith({ uses: 0 }), data: encodeApprove(dex, 0n) }),
  approve('call-specific data', { callSpecificData: '0x00' }),
  approve('another target', { target: tokenB }),
  approve('value', { value: 1n }),
  approve('another selector', { data: `0x095ea7b4${encodeApprove(dex, 1n).slice(10)}` }),
  approve('no calldata', { data: '0x' }),
  approve('calldata shorter than a selector', { data: '0x095ea7' }),
  approve('selector alone', { data: '0x095ea7b3' }),
  approve('a byte too many', { data: `${encodeApprove(dex, 1n)}00` }),
  approve('unclean spender', { data: withWord(encodeApprove(dex, 1n), 4, dirty) }),
  approve('another spender', { data: encodeApprove(stranger, 0n) }),
  approve('over the limit per use', { ...approveWith({ perUse: 99n }) }),
  approve('over the total', { ...approveWith({ total: 99n }) }),
  approve('over the uses', { ...approveWith({ uses: 0 }) }),
  approve('per use is checked first', { ...approveWith({ perUse: 1n, total: 1n, uses: 0 }) }),
  approve('truncated session data', { sessionData: '0xa1' }),
  approve('session data without limits', {
    sessionData: `0x${approvePermission.data.slice(2, 82)}`,
  }),
  approve('session data with a byte too many', { sessionData: `${approvePermission.data}00` }),
  approve('unknown limit flag', { sessionData: `0x${approvePermission.data.slice(2, 82)}20` }),
  approve('limit per period without its fields', {
    sessionData: `0x${approvePermission.data.slice(2, 82)}08`,
  }),
  swap('allowed'),
  swap('allowed over a hop', { ...overHop, data: encodeSwap({ path: [tokenA, hop, tokenB] }) }),
  swap('allowed past a hop', overHop),
  swap('call-specific data', { callSpecificData: '0x00' }),
  swap('another target', { target: tokenA }),
  swap('value', { value: 5n }),
  swap('another selector', { data: `0x12345678${good.slice(10)}` }),
  swap('too short for a path', { data: `0x${good.slice(2, 400)}` }),
  swap('moved pointer', { data: withWord(good, 68, 192n) }),
  swap('path of one', { data: withWord(good, 164, 1n) }),
  swap('path of too many', { data: withWord(good, 164, 2n ** 255n) }),
  swap('a byte too many', { data: `${good}00` }),
  swap('amount of zero', { data: encodeSwap({ amountIn: 0n }) }),
  swap('amount beyond 128 bits', { data: encodeSwap({ amountIn: 2n ** 128n }) }),
  swap('unclean recipient', { data: withWord(good, 100, dirty) }),
  swap('another recipient', { data: encodeSwap({ to: stranger }) }),
  swap('unclean first token', { data: withWord(good, 196, dirty) }),
  swap('another token in', { data: encodeSwap({ path: [tokenB, tokenB] }) }),
  swap('a hop that is not allowed', {
    ...overHop,
    data: encodeSwap({ path: [tokenA, stranger, tokenB] }),
  }),
  swap('another token out', { data: encodeSwap({ path: [tokenA, tokenA] }) }),
  swap('minimum below the floor', { data: encodeSwap({ minimumOut: 95n * 10n ** 18n - 1n }) }),
  swap('floor rounded up', { data: encodeSwap({ amountIn: 2n, minimumOut: 1n }) }),
  swap('rate of zero', {
    sessionData: `0x${swapPermission.data.slice(2, 42)}${'00'.repeat(16)}${swapPermission.data.slice(74)}`,
  }),
  swap('over the limit per use', {
    ...overHop,
    data: encodeSwap({ amountIn: 10n ** 20n + 1n, minimumOut: 10n ** 20n }),
  }),
  swap('truncated hops', { sessionData: `0x${overHop.sessionData.slice(2, 200)}` }),
  stake('allowed'),
  stake('call-specific data', { callSpecificData: '0x0102' }),
  stake('another target', { target: tokenB }),
  stake('value', { value: 1n }),
  stake('another selector', { data: encodeApprove(dex, 1n) }),
  stake('a byte too few', { data: `0x${encodeDeposit(1n).slice(2, -2)}` }),
  stake('unclean receiver', { data: withWord(encodeDeposit(1n), 36, dirty) }),
  stake('another receiver', { data: encodeDeposit(1n, stranger) }),
  stake('over the total', {
    sessionData: erc4626.deposit({ vault, limits: { total: 94n } }).data,
  }),
  stake('unknown kind', { sessionData: `0x08${stakePermission.data.slice(4)}` }),
  ...[...rulesCases, ...soundRulesCases].map(({ name, ...one }) => caseOf('rules', one)(name)),
  ...libraryCases,
  // A file is named after its module.
  ...[...suites].flatMap(([name, { cases }]) =>
    cases.map((one) => ({ ...one, module: name as ModuleName })),
  ),
]

export { account }

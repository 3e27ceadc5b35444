import { type Abi, encodeFunctionData, type Hex, parseAbi, size, slice } from 'viem'
import { allow } from '../../src/permissions/allow.ts'
import { toMemberSet } from '../../src/permissions/memberSet.ts'
import * as rules from '../../src/permissions/rules.ts'
import { account, dex, hop, stranger, tokenA, tokenB, vault } from './fixtures.ts'

/** Seaport 1.5's `fulfillOrder`, enumerations as the numbers that they are. */
export const seaportAbi = parseAbi([
  'struct OfferItem { uint8 itemType; address token; uint256 identifierOrCriteria; uint256 startAmount; uint256 endAmount; }',
  'struct ConsiderationItem { uint8 itemType; address token; uint256 identifierOrCriteria; uint256 startAmount; uint256 endAmount; address recipient; }',
  'struct OrderParameters { address offerer; address zone; OfferItem[] offer; ConsiderationItem[] consideration; uint8 orderType; uint256 startTime; uint256 endTime; bytes32 zoneHash; uint256 salt; bytes32 conduitKey; uint256 totalOriginalConsiderationItems; }',
  'struct Order { OrderParameters parameters; bytes signature; }',
  'function fulfillOrder(Order order, bytes32 fulfillerConduitKey) payable returns (bool fulfilled)',
])

/** Uniswap v4's PoolManager. */
export const poolManagerAbi = parseAbi([
  'struct PoolKey { address currency0; address currency1; uint24 fee; int24 tickSpacing; address hooks; }',
  'struct ModifyLiquidityParams { int24 tickLower; int24 tickUpper; int256 liquidityDelta; bytes32 salt; }',
  'function modifyLiquidity(PoolKey key, ModifyLiquidityParams params, bytes hookData) returns (int256 callerDelta, int256 feesAccrued)',
])

/** Uniswap's Universal Router. */
export const universalRouterAbi = parseAbi([
  'function execute(bytes commands, bytes[] inputs, uint256 deadline) payable',
])

const zero: Hex = `0x${'00'.repeat(32)}`
const conduitKey: Hex = `0x${'77'.repeat(32)}`
export const seaport = dex
export const poolManager = vault
export const universalRouter = hop

/** Buys one NFT of two collections for at most 100 of tokenA, from anybody but the stranger, without a zone. */
export const seaportPermission = allow({
  to: seaport,
  abi: seaportAbi,
  functionName: 'fulfillOrder',
  args: {
    order: {
      parameters: {
        offerer: rules.not(rules.or(stranger, rules.self())),
        zone: '0x0000000000000000000000000000000000000000',
        offer: [
          { itemType: 2, token: rules.oneOf(tokenA, tokenB), startAmount: 1n, endAmount: 1n },
        ],
        consideration: rules.and(
          rules.lengthBetween(1, 3),
          rules.every({
            itemType: rules.or(0, 1),
            endAmount: rules.lte(100n),
            recipient: rules.neq(stranger),
          }),
          rules.some({ recipient: rules.not(rules.self()), startAmount: rules.gt(0n) }),
          rules.element(0, { token: tokenA }),
        ),
        orderType: rules.mask(0xfe, 0x00),
        endTime: rules.between(1n, 2n ** 48n),
      },
      signature: rules.lengthBetween(64, 65),
    },
    fulfillerConduitKey: rules.oneOf(zero, conduitKey),
  },
  value: 5n,
})

type Consideration = {
  itemType: number
  token: Hex
  identifierOrCriteria: bigint
  startAmount: bigint
  endAmount: bigint
  recipient: Hex
}

export const consideration: Consideration = {
  ...{ itemType: 1, token: tokenA, identifierOrCriteria: 0n },
  ...{ startAmount: 90n, endAmount: 90n, recipient: vault },
}
const fee = { ...consideration, startAmount: 1n, endAmount: 1n, recipient: account }

/** A call of `fulfillOrder` that the permission allows, with some of it changed. */
export function encodeFulfill({
  parameters = {},
  signature = `0x${'5a'.repeat(65)}`,
  key = conduitKey,
}: {
  parameters?: Record<string, unknown>
  signature?: Hex
  key?: Hex
} = {}): Hex {
  const offered = { itemType: 2, token: tokenB, identifierOrCriteria: 7n }
  return encode(seaportAbi, 'fulfillOrder', [
    {
      parameters: {
        ...{ offerer: hop, zone: `0x${'00'.repeat(20)}` },
        offer: [{ ...offered, startAmount: 1n, endAmount: 1n }],
        consideration: [consideration, fee],
        ...{ orderType: 1, startTime: 1n, endTime: 2n ** 40n, zoneHash: zero, salt: 9n },
        ...{ conduitKey, totalOriginalConsiderationItems: 2n, ...parameters },
      },
      signature,
    },
    key,
  ])
}

/** Narrows a position, and never widens it, in pools of a set. */
const pools = toMemberSet('address', [tokenA, tokenB, hop])
export const liquidityPermission = allow({
  to: poolManager,
  abi: poolManagerAbi,
  functionName: 'modifyLiquidity',
  args: {
    key: { currency0: rules.memberOf(pools.root), tickSpacing: rules.oneOf(-1, 60), fee: 3000 },
    params: {
      tickLower: rules.gte(-887_220),
      tickUpper: rules.and(rules.lt(0), rules.gt(-600_000)),
      liquidityDelta: rules.or(rules.between(-1000n, -1n), 0n),
    },
    hookData: '0x',
  },
})

function encodeLiquidity({ key = {}, params = {}, hookData = '0x' } = {}): Hex {
  return encode(poolManagerAbi, 'modifyLiquidity', [
    {
      ...{ currency0: tokenA, currency1: tokenB, fee: 3000, tickSpacing: 60, hooks: stranger },
      ...key,
    },
    { tickLower: -600, tickUpper: -60, liquidityDelta: -5n, salt: zero, ...params },
    hookData,
  ])
}

/** V3 swaps and the sweeping of what is left, nothing else. */
export const commandsPermission = allow({
  to: universalRouter,
  abi: universalRouterAbi,
  functionName: 'execute',
  args: {
    commands: rules.oneOf('0x00', '0x0004', '0x000004'),
    inputs: rules.every(rules.lengthBetween(96, 512)),
    deadline: rules.total(2n ** 50n),
  },
  uses: 3,
})

const input = (bytes: number): Hex => `0x${'01'.repeat(bytes)}`

// The arguments are checked by the encoder when it runs.
const encode = (abi: Abi, functionName: string, args: readonly unknown[]) =>
  encodeFunctionData({ abi, functionName, args })

type RulesCase = {
  readonly name: string
  readonly sessionData: Hex
  readonly target: Hex
  readonly data: Hex
  readonly value?: bigint
  readonly callSpecificData?: Hex
}

function casesOf(sessionData: Hex, target: Hex) {
  return (name: string, data: Hex, rest: Partial<RulesCase> = {}): RulesCase => ({
    ...{ name, sessionData, target, data },
    ...rest,
  })
}

const fulfill = casesOf(seaportPermission.data, seaport)
const modify = casesOf(liquidityPermission.data, poolManager)
const proof = { callSpecificData: pools.prove(tokenA) }
const execute = casesOf(commandsPermission.data, universalRouter)
const commands = (bytes: Hex, inputs: readonly Hex[], deadline = 9n) =>
  encode(universalRouterAbi, 'execute', [bytes, inputs, deadline])

/** Functions of words alone, which the module reads in its fast way where the rules are comparisons. */
export const wordsAbi = parseAbi(['function poke(uint256 id)', 'function nudge(int8 by)'])
const simple = ({ uses }: { uses?: number }) =>
  allow({
    ...{ to: vault, abi: wordsAbi, functionName: 'poke', args: { id: rules.lte(9n) } },
    ...(uses === undefined ? {} : { uses }),
  })
const simply = (name: string, rest: Partial<RulesCase> = {}): RulesCase => ({
  ...{ name: `words, ${name}`, sessionData: simple({}).data, target: vault },
  ...{ data: encode(wordsAbi, 'poke', [9n]), ...rest },
})

const withSession = (name: string, sessionData: Hex) => ({
  ...{ name, sessionData, target: seaport, data: encodeFulfill() },
})
const data = seaportPermission.data
const replaceByte = (at: number, byte: string, of = data): Hex =>
  `0x${of.slice(2, 2 + 2 * at)}${byte}${of.slice(4 + 2 * at)}`
const marks = Number(slice(data, 39, 40))
/** Rules that the fast way leaves to the other. */
const nudge = allow({
  ...{ to: vault, abi: wordsAbi, functionName: 'nudge', args: { by: rules.or(1, 2) } },
})
/** Where the rules begin: with a NOT over an OR of two, the first of which is on the mark 0. */
const treeStart = (data.indexOf('030202120014') - 2) / 2

/** Every kind of rule broken once, beside calls that are allowed, over functions of contracts in use. */
export const rulesCases: readonly RulesCase[] = [
  fulfill('allowed', encodeFulfill()),
  fulfill('allowed with value', encodeFulfill(), { value: 5n }),
  fulfill('too much value', encodeFulfill(), { value: 6n }),
  fulfill('another target', encodeFulfill(), { target: stranger }),
  fulfill('another selector', `0x00000000${slice(encodeFulfill(), 4).slice(2)}`),
  fulfill('selector alone', slice(encodeFulfill(), 0, 4)),
  fulfill('call-specific data', encodeFulfill(), { callSpecificData: '0x00' }),
  fulfill('an excluded offerer', encodeFulfill({ parameters: { offerer: stranger } })),
  fulfill('the account as offerer', encodeFulfill({ parameters: { offerer: account } })),
  fulfill('a zone', encodeFulfill({ parameters: { zone: hop } })),
  fulfill('no offer', encodeFulfill({ parameters: { offer: [] } })),
  fulfill(
    'a token that is not in the set',
    encodeFulfill({ parameters: { offer: [offer(vault)] } }),
  ),
  fulfill('two offers', encodeFulfill({ parameters: { offer: [offer(tokenA), offer(tokenB)] } })),
  fulfill('no consideration', encodeFulfill({ parameters: { consideration: [] } })),
  fulfill(
    'an element over its bound',
    encodeFulfill({ parameters: { consideration: [consideration, { ...fee, endAmount: 101n }] } }),
  ),
  fulfill(
    'an element of which no alternative holds',
    encodeFulfill({ parameters: { consideration: [{ ...consideration, itemType: 3 }] } }),
  ),
  fulfill(
    'no element that somebody else is paid with',
    encodeFulfill({ parameters: { consideration: [fee] } }),
  ),
  fulfill(
    'a first element of another token',
    encodeFulfill({ parameters: { consideration: [{ ...consideration, token: tokenB }] } }),
  ),
  fulfill('masked bits', encodeFulfill({ parameters: { orderType: 2 } })),
  fulfill('an end before the range', encodeFulfill({ parameters: { endTime: 0n } })),
  fulfill('an end behind the range', encodeFulfill({ parameters: { endTime: 2n ** 48n + 1n } })),
  fulfill('a short signature', encodeFulfill({ signature: '0x5a' })),
  fulfill('another conduit', encodeFulfill({ key: `0x${'78'.repeat(32)}` })),
  fulfill('a byte too many', `${encodeFulfill()}00`),
  fulfill('a byte too few', slice(encodeFulfill(), 0, size(encodeFulfill()) - 1)),
  fulfill('a word too many', `${encodeFulfill()}${zero.slice(2)}`),
  modify('allowed', encodeLiquidity(), proof),
  modify('allowed at the bounds', encodeLiquidity({ params: { liquidityDelta: -1000n } }), proof),
  modify('no proof', encodeLiquidity()),
  modify('a proof that ends early', encodeLiquidity(), {
    callSpecificData: slice(proof.callSpecificData, 0, 33),
  }),
  modify('a proof with more behind it', encodeLiquidity(), {
    callSpecificData: `${proof.callSpecificData}00`,
  }),
  modify('the proof of another member', encodeLiquidity(), {
    callSpecificData: pools.prove(tokenB),
  }),
  modify('a token outside the set', encodeLiquidity({ key: { currency0: vault } }), proof),
  modify('a negative number of a set', encodeLiquidity({ key: { tickSpacing: -1 } }), proof),
  modify('a number outside the set', encodeLiquidity({ key: { tickSpacing: 1 } }), proof),
  modify('below a negative bound', encodeLiquidity({ params: { tickLower: -887_221 } }), proof),
  modify('above a negative bound', encodeLiquidity({ params: { tickUpper: 0 } }), proof),
  modify('a positive change', encodeLiquidity({ params: { liquidityDelta: 1n } }), proof),
  modify('bytes that must be empty', encodeLiquidity({ hookData: '0x00' }), proof),
  execute('allowed', commands('0x0004', [input(160), input(96)])),
  execute('commands that are not listed', commands('0x05', [input(160)])),
  execute('an input that is too short', commands('0x00', [input(95)])),
  execute('no inputs', commands('0x00', [])),
  execute('over the total', commands('0x00', [input(96)], 2n ** 50n + 1n)),
  withSession('an unknown operator', replaceByte(treeStart, '40')),
  withSession('an operator below them all', replaceByte(treeStart, '00')),
  withSession('an OR of nothing', replaceByte(treeStart + 2, '00')),
  withSession('a comparison that there is not', replaceByte(treeStart + 3, '17')),
  withSession('a comparison of a list', replaceByte(treeStart + 4, '02')),
  withSession('a mark within elements', replaceByte(treeStart + 4, '03')),
  withSession('a mark that there is not', replaceByte(treeStart + 4, '30')),
  withSession('an operand wider than a word', replaceByte(treeStart + 5, '21')),
  withSession('an unknown type', replaceByte(43, '69')),
  withSession('another count of marks', replaceByte(39, '02')),
  withSession('more rules than there are', replaceByte(40, 'ff')),
  withSession('fewer rules than there are', replaceByte(40, '01')),
  withSession('an amount that is no number', replaceByte(38, '01')),
  withSession('an amount that there is not', replaceByte(38, 'fe')),
  // Behind the marks stands what else the module has in memory.
  withSession('an amount behind the last mark', replaceByte(38, toByte(marks + 1))),
  withSession('an amount two behind the last mark', replaceByte(38, toByte(marks + 2))),
  {
    ...{ name: 'an amount with a sign', sessionData: replaceByte(38, '01', nudge.data) },
    ...{ target: vault, data: encode(wordsAbi, 'nudge', [1]) },
  },
  withSession('many more marks than there are', replaceByte(39, '7f')),
  withSession('nothing behind its head', slice(data, 0, 41)),
  withSession('fewer words than the layout has', replaceByte(41, '01')),
  withSession('a shorter rule', replaceByte(37, '01')),
]

/** Of sessions that are sound, beside those of the three permissions. */
export const soundRulesCases: readonly RulesCase[] = [
  withSession('value as its amount, allowed', replaceByte(38, 'ff')),
  simply('allowed'),
  simply('call-specific data', { callSpecificData: '0x00' }),
  simply('used up', { sessionData: simple({ uses: 0 }).data }),
]

function toByte(value: number) {
  return value.toString(16).padStart(2, '0')
}

function offer(token: Hex) {
  return { itemType: 2, token, identifierOrCriteria: 7n, startAmount: 1n, endAmount: 1n }
}

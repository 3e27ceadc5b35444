import {
  type Address,
  concatHex,
  erc4626Abi,
  getAddress,
  numberToHex,
  parseAbi,
  size,
  toFunctionSelector,
} from 'viem'
import { getAbiItem } from 'viem/utils'
import { nameCall } from '../errors/phrases.ts'
import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'
import type { BatchCall } from '../types.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { describeToken, findToken } from './describeToken.ts'
import { limitFlags, usesFlag } from './limits.ts'
import { readAddress, readUint } from './readBytes.ts'

/** One function of one contract that stakes for the account itself, or takes back. */
export type StakeRule =
  | {
      readonly kind: 'erc4626.deposit' | 'erc4626.withdraw' | 'erc4626.redeem'
      readonly vault: Address
    }
  | {
      readonly kind: 'staking.stake' | 'staking.withdraw' | 'staking.getReward'
      readonly staking: Address
    }
  | {
      readonly kind: 'aave.supply' | 'aave.withdraw'
      readonly pool: Address
      readonly asset: Address
    }

/** A way of staking that this version does not know is kept as its number, and refused. */
type ReadStakeRule = StakeRule | { readonly kind: number; readonly vault: Address }

const abi = parseAbi([
  'function stake(uint256 amount)',
  'function withdraw(uint256 amount)',
  'function getReward()',
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function withdraw(address asset, uint256 amount, address to) returns (uint256)',
])

const ofVault = (name: 'deposit' | 'withdraw' | 'redeem') =>
  toFunctionSelector(getAbiItem({ abi: erc4626Abi, name }))

type Kind = {
  readonly selector: `0x${string}`
  /** Bytes of calldata. */
  readonly length: number
  /** Where the amount stands in calldata; without it, a session takes a number of uses and no other limit. */
  readonly amount?: number
}

/** By their number in session data. */
const kinds = {
  'erc4626.deposit': { selector: ofVault('deposit'), length: 68, amount: 4 },
  'erc4626.withdraw': { selector: ofVault('withdraw'), length: 100 },
  'erc4626.redeem': { selector: ofVault('redeem'), length: 100 },
  'staking.stake': { selector: toFunctionSelector(abi[0]), length: 36, amount: 4 },
  'staking.withdraw': { selector: toFunctionSelector(abi[1]), length: 36, amount: 4 },
  'staking.getReward': { selector: toFunctionSelector(abi[2]), length: 4 },
  'aave.supply': { selector: toFunctionSelector(abi[3]), length: 132, amount: 36 },
  'aave.withdraw': { selector: toFunctionSelector(abi[4]), length: 100 },
} as const satisfies { [kind: string]: Kind }

const names = Object.keys(kinds) as readonly StakeRule['kind'][]

/**
 * ERC20StakeSVM, off-chain. Limits are in base units of what is staked.
 *
 * @example
 * ```ts
 * const { kind, limits } = erc20Stake.decode(data)
 * ```
 */
export const erc20Stake = defineModule<ReadStakeRule>({
  name: 'stake',
  contract: 'ERC20StakeSVM',
  words: {
    BeneficiaryNotAccount: ({ call, found, allowed }) => ({
      sentence: `${nameCall(call)} stakes for ${found}; this session stakes for the account ${allowed} alone.`,
      fix: 'Pass the account’s address as the receiver.',
    }),
    ReferralNotZero: ({ call, found }) => ({
      sentence: `${nameCall(call)} names the referral code ${found}; this session supplies without one.`,
      fix: 'Pass 0 as `referralCode`.',
    }),
    StakeKindUnknown: ({ found }) => ({
      sentence: `The session names a way of staking that its module does not know (${found}).`,
      fix: 'Create the permission with the presets of the SDK version that belongs to this module.',
    }),
  },
  ruleLength(data) {
    const name = names[kindOf(data) ?? 0]
    return name?.startsWith('aave') ? 41 : 21
  },
  knownFlags(data) {
    const name = names[kindOf(data) ?? 0]
    const kind: Kind | undefined = name && kinds[name]
    return kind && kind.amount === undefined ? usesFlag : limitFlags
  },
  encodeRule: (rule) =>
    concatHex([
      numberToHex(typeof rule.kind === 'number' ? rule.kind : names.indexOf(rule.kind), {
        size: 1,
      }),
      getAddress(targetOf(rule)),
      ...('asset' in rule ? [getAddress(rule.asset)] : []),
    ]),
  readRule(data) {
    const number = Number(readUint(data, { start: 0, size: 1 }))
    const kind = names[number]
    const target = readAddress(data, 1)
    switch (kind) {
      case 'erc4626.deposit':
      case 'erc4626.withdraw':
      case 'erc4626.redeem':
        return { kind, vault: target }
      case 'staking.stake':
      case 'staking.withdraw':
      case 'staking.getReward':
        return { kind, staking: target }
      case 'aave.supply':
      case 'aave.withdraw':
        return { kind, pool: target, asset: readAddress(data, 21) }
      default:
        return { kind: number, vault: target }
    }
  },
  refuseRule: refuseKind,
  entriesOf(rule) {
    if (typeof rule.kind === 'number') return []
    return [{ target: targetOf(rule), selector: kinds[rule.kind].selector }]
  },
  countedToken: (rule) => ('asset' in rule ? rule.asset : undefined),
  limitsToken: (rule, tokens) => ('asset' in rule ? findToken(rule.asset, tokens) : undefined),
  describeRule(rule, tokens) {
    // An unknown kind is refused before it is described.
    const { kind } = rule as StakeRule
    const asset = 'asset' in rule ? describeToken(rule.asset, tokens) : ''
    return sentences[kind](targetOf(rule), asset)
  },
  checkCall({ account, rule, call }) {
    if (typeof rule.kind === 'number') return refuseKind(rule) ?? { charged: false, amount: 0n }
    const kind: Kind = kinds[rule.kind]
    const refusal =
      reader.requireTarget(call, targetOf(rule)) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, kind.selector) ??
      reader.requireLength(call, kind.length) ??
      requireOwn(rule as StakeRule, { call, account })
    if (isRefusal(refusal)) return refusal
    const amount = kind.amount === undefined ? 0n : reader.wordAt(call, kind.amount)
    return { charged: true, amount }
  },
})

const sentences: {
  readonly [kind in StakeRule['kind']]: (target: string, asset: string) => string
} = {
  'erc4626.deposit': (vault) =>
    `Deposit into the ERC-4626 vault ${vault}, the shares going to the account itself (amounts are of the vault’s asset)`,
  'erc4626.withdraw': (vault) =>
    `Withdraw any amount from the ERC-4626 vault ${vault} to the account itself`,
  'erc4626.redeem': (vault) =>
    `Redeem any amount of shares of the ERC-4626 vault ${vault} to the account itself`,
  'staking.stake': (staking) =>
    `Stake in ${staking} for the account itself (amounts are of its staking token)`,
  'staking.withdraw': (staking) =>
    `Take stake out of ${staking}, back to the account itself (amounts are of its staking token)`,
  'staking.getReward': (staking) => `Collect the account’s rewards from ${staking}`,
  'aave.supply': (pool, asset) => `Supply ${asset} to the pool ${pool} for the account itself`,
  'aave.withdraw': (pool, asset) =>
    `Withdraw any amount of ${asset} from the pool ${pool} to the account itself`,
}

function kindOf(data: `0x${string}`): number | undefined {
  return size(data) === 0 ? undefined : Number(readUint(data, { start: 0, size: 1 }))
}

function targetOf(rule: ReadStakeRule): Address {
  if ('vault' in rule) return rule.vault
  return 'pool' in rule ? rule.pool : rule.staking
}

function refuseKind({ kind }: ReadStakeRule): Refusal | undefined {
  if (typeof kind === 'string') return undefined
  return refuse('StakeKindUnknown', { found: kind, allowed: names.length - 1 })
}

/** Refuses what is for another than the account, or of another asset than the session's. */
function requireOwn(
  rule: StakeRule,
  { call, account }: { call: BatchCall; account: Address },
): Refusal | undefined {
  const own = (position: number, otherwise: 'BeneficiaryNotAccount' | 'OwnerNotAccount') =>
    reader.requireAddress(call, { position, allowed: account, otherwise })
  switch (rule.kind) {
    case 'erc4626.deposit':
      return own(36, 'BeneficiaryNotAccount')
    case 'erc4626.withdraw':
    case 'erc4626.redeem':
      return own(36, 'BeneficiaryNotAccount') ?? own(68, 'OwnerNotAccount')
    case 'aave.supply':
    case 'aave.withdraw': {
      const wrong =
        reader.requireAddress(call, {
          position: 4,
          allowed: rule.asset,
          otherwise: 'AssetNotAllowed',
        }) ?? own(68, 'BeneficiaryNotAccount')
      return wrong ?? (rule.kind === 'aave.supply' ? requireNoReferral(call) : undefined)
    }
    default:
      return undefined
  }
}

function requireNoReferral(call: BatchCall): Refusal | undefined {
  const found = reader.wordAt(call, 100)
  return found === 0n ? undefined : refuse('ReferralNotZero', { ...reader.at(call), found })
}

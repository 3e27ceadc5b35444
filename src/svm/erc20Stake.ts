import {
  type Address,
  concatHex,
  erc4626Abi,
  getAddress,
  numberToHex,
  toFunctionSelector,
} from 'viem'
import { getAbiItem } from 'viem/utils'
import { isRefusal, type Refusal, refuse } from '../errors/refuse.ts'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { readAddress, readUint } from './readBytes.ts'

/** `deposit(assets, receiver)` of one ERC-4626 vault, for the account itself. */
export type StakeRule = {
  /** The way of staking. */
  readonly kind: 'erc4626.deposit'
  readonly vault: Address
}

/** A way of staking that this version does not know is kept as its number, and refused. */
type ReadStakeRule = StakeRule | { readonly kind: number; readonly vault: Address }

const selector = toFunctionSelector(getAbiItem({ abi: erc4626Abi, name: 'deposit' }))

const kindDeposit = 0

/**
 * ERC20StakeSVM, off-chain. Limits are in base units of the vault's asset.
 *
 * @example
 * ```ts
 * const { vault, limits } = erc20Stake.decode(data)
 * ```
 */
export const erc20Stake = defineModule<ReadStakeRule>({
  name: 'stake',
  contract: 'ERC20StakeSVM',
  selector,
  ruleLength: () => 21,
  encodeRule: ({ kind, vault }) =>
    concatHex([
      numberToHex(typeof kind === 'number' ? kind : kindDeposit, { size: 1 }),
      getAddress(vault),
    ]),
  readRule(data) {
    const kind = Number(readUint(data, { start: 0, size: 1 }))
    const vault = readAddress(data, 1)
    return kind === kindDeposit ? { kind: 'erc4626.deposit', vault } : { kind, vault }
  },
  refuseRule: refuseKind,
  targetOf: ({ vault }) => vault,
  describeRule: ({ vault }) =>
    `Deposit into the ERC-4626 vault ${vault}, the shares going to the account itself (amounts are of the vault’s asset)`,
  checkCall({ account, rule, call }) {
    const refusal =
      refuseKind(rule) ??
      reader.requireNoCallSpecificData(call) ??
      reader.requireTarget(call, rule.vault) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, selector) ??
      reader.requireLength(call, 68) ??
      reader.requireAddress(call, {
        position: 36,
        allowed: account,
        otherwise: 'BeneficiaryNotAccount',
      })
    if (isRefusal(refusal)) return refusal
    return { charged: true, amount: reader.wordAt(call, 4) }
  },
})

function refuseKind({ kind }: ReadStakeRule): Refusal | undefined {
  if (typeof kind === 'string') return undefined
  return refuse('StakeKindUnknown', { found: kind, allowed: kindDeposit })
}

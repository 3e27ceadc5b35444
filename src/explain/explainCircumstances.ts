import { type Client, formatEther, parseAbi } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { getBalance, getBlock, readContract } from 'viem/actions'
import type { AccountKind, KindVersion } from '../account/accountKind.ts'
import type { Words } from '../errors/words.ts'
import { toDate } from '../grant/toDate.ts'
import type { ExplainedValidation } from './explainValidation.ts'

export type ExplainCircumstancesParameters = {
  /** What the EntryPoint says. */
  readonly code: string | undefined
  readonly userOperation: UserOperation<KindVersion>
  readonly kind: AccountKind
  readonly validation: ExplainedValidation
}

/** Explains what the EntryPoint refuses for reasons outside the account's validation: time, money, nonce. */
export async function explainCircumstances(
  client: Client,
  { code, userOperation, kind, validation }: ExplainCircumstancesParameters,
): Promise<readonly Words[]> {
  const { sender, nonce } = userOperation
  const { address } = kind.entryPoint
  if (code === 'AA22' && validation.outcome !== 'refused') {
    const { timestamp } = await getBlock(client)
    const { validAfter, validUntil } = validation.window
    const from = validAfter === 0 ? 'at any time' : `from ${toDate(validAfter)}`
    const to = validUntil === 0 ? 'without an end' : `until ${toDate(validUntil)}`
    const early = Number(timestamp) < validAfter
    return [
      {
        sentence: `The operation may run ${from} ${to}; the chain’s clock says ${toDate(Number(timestamp))}.`,
        fix: early
          ? 'Wait, and send the same operation again.'
          : 'Ask the owner for a new grant: this one, a session of it, or its approval is over.',
      },
    ]
  }
  if (code === 'AA21') {
    const [balance, deposit] = await Promise.all([
      getBalance(client, { address: sender }),
      readContract(client, { address, abi, functionName: 'balanceOf', args: [sender] }),
    ])
    const { maxCost } = kind.toPayment(userOperation)
    return [
      {
        sentence: `The operation may cost up to ${formatEther(maxCost)}; the account has ${formatEther(balance)}, and ${formatEther(deposit)} at the EntryPoint.`,
        fix: 'Send the account native currency, or have a paymaster of the grant sponsor the operation.',
      },
    ]
  }
  if (code === 'AA25') {
    const args = [sender, nonce >> 64n] as const
    const next = await readContract(client, { address, abi, functionName: 'getNonce', args })
    const sequence = (value: bigint) => value & 0xffff_ffff_ffff_ffffn
    const used = sequence(nonce) < sequence(next)
    return [
      {
        sentence: `The operation has number ${sequence(nonce)} of its lane; the next one is ${sequence(next)}.`,
        fix: used
          ? 'An operation with this number is on the chain already, perhaps this one: look for its receipt, else prepare it again.'
          : 'Wait for the operations before it, or prepare it again.',
      },
    ]
  }
  return []
}

const abi = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function getNonce(address sender, uint192 key) view returns (uint256)',
])

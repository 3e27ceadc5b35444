import { type Address, encodeFunctionData, erc20Abi, type Log, pad, parseEventLogs } from 'viem'
import { balanceReader, type SimulatedCall } from './runCalls.ts'

/** What is counted before and after. */
export type Count =
  | { readonly kind: 'native' }
  | { readonly kind: 'token'; readonly token: Address }
  | { readonly kind: 'allowance'; readonly token: Address; readonly spender: Address }

/** Encodes the question how much of something an account has. */
export function toQuestion(count: Count, account: Address): SimulatedCall {
  if (count.kind === 'native') return { to: balanceReader, data: pad(account) }
  const data =
    count.kind === 'token'
      ? encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [account] })
      : encodeFunctionData({
          ...{ abi: erc20Abi, functionName: 'allowance', args: [account, count.spender] },
        })
  return { to: count.token, data }
}

/** Lists what the logs of a batch say may have changed: balances and allowances of the account. */
export function listCounts(
  logs: readonly Log[],
  { account, targets }: { account: Address; targets: readonly Address[] },
): readonly Count[] {
  const isOwn = (address: Address) => address.toLowerCase() === account.toLowerCase()
  const counts = new Map<string, Count>([['native', { kind: 'native' }]])
  const add = (count: Exclude<Count, { kind: 'native' }>) => {
    const spender = count.kind === 'allowance' ? count.spender : ''
    counts.set(`${count.kind} ${count.token} ${spender}`.toLowerCase(), count)
  }
  for (const log of parseEventLogs({ abi: erc20Abi, logs: [...logs] })) {
    const token = log.address
    if (log.eventName === 'Approval') {
      const { owner, spender } = log.args
      if (isOwn(owner)) add({ kind: 'allowance', token, spender })
      continue
    }
    const { from, to } = log.args
    if (isOwn(from) || isOwn(to)) add({ kind: 'token', token })
    // Most tokens say nothing when an allowance is spent.
    if (isOwn(from)) for (const spender of targets) add({ kind: 'allowance', token, spender })
  }
  return [...counts.values()]
}

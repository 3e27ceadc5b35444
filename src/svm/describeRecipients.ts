import type { Address } from 'viem'

/** Says in words who may receive. */
export function describeRecipients(recipients: readonly Address[]): string {
  if (recipients.length === 0) return 'nobody'
  return recipients.join(' or ')
}

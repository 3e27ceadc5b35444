import { describe, expect, test } from 'vitest'
import { account, deployment, seedGrant, start } from '../../test/vectors/fixtures.ts'
import { describeEnabling } from './describeEnabling.ts'
import { describeGrant } from './describeGrant.ts'
import { toGrant } from './toGrant.ts'

const entryOf = (chainId: number, grant = seedGrant) => ({
  ...{ chainId, ledger: deployment.manager, epoch: 0n, grant },
})
const describeEntries = (entries: ReturnType<typeof entryOf>[]) =>
  describeEnabling({ account, deadline: start, entries, deployment })

describe('describeEnabling', () => {
  test('default: account, deadline, chains, and the grant once', () => {
    const lines = describeEntries([entryOf(1), entryOf(10)])
    expect(lines.slice(0, 4)).toEqual([
      `You approve a grant for your account ${account}.`,
      'Anybody who has the signature may enable it, until 2026-01-01 00:00:00 UTC. To take it back before, revoke all grants on the chain.',
      `On the chain 1, kept by the ledger ${deployment.manager}:`,
      `On the chain 10, kept by the ledger ${deployment.manager}:`,
    ])
    expect(lines.slice(4)).toEqual(
      describeGrant({ grant: seedGrant, deployment }).map((line) => `  ${line}`),
    )
  })

  test('behavior: several grants', () => {
    const other = toGrant({ ...seedGrant, terms: { ...seedGrant.terms, salt: 9n } })
    const lines = describeEntries([entryOf(1), entryOf(10, other)])
    expect(lines[0]).toContain('2 grants')
    expect(lines.filter((line) => line.startsWith('  Grant 0x'))).toHaveLength(2)
  })
})

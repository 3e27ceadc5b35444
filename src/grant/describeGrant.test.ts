import { getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import * as fixtures from '../../test/vectors/fixtures.ts'
import { createGrant } from './createGrant.ts'
import { describeGrant } from './describeGrant.ts'

const { deployment, seedGrant, sessionKey, paymaster, start } = fixtures
const describeText = (grant: typeof seedGrant) => describeGrant({ grant, deployment }).join('\n')

describe('describeGrant', () => {
  test('default', () => {
    const lines = describeGrant({ grant: seedGrant, deployment })
    expect(lines.slice(1, 6)).toEqual([
      `The session key ${sessionKey.address} may act for your account through the router ${getAddress(deployment.router)}.`,
      'Valid from 2026-01-01 00:00:00 UTC, until 2026-01-08 00:00:00 UTC.',
      'Your account pays at most 0.05 of the native currency in fees, all operations together (each counted at its maximum).',
      'No paymaster may be used.',
      'It may do this and nothing else:',
    ])
    expect(lines.slice(6, 9).map((line) => line.slice(0, 8))).toEqual([
      '  1. Let',
      '  2. Swa',
      '  3. Dep',
    ])
    expect(lines.slice(9, 11)).toEqual([
      'In total, at the very most:',
      expect.stringMatching(/any amount: no bound in total\.$/),
    ])
    expect(lines.at(-1)).toBe('Limits count attempts: a failed execution still counts.')
  })

  test('behavior: says what is unusual', () => {
    const grant = createGrant({
      key: sessionKey.address,
      permissions: [{ ...fixtures.stakePermission, validUntil: start }],
      noExpiry: true,
      fees: { paymaster },
      deployment,
    })
    const text = describeText(grant)
    expect(text).toContain('It never expires')
    expect(text).toContain('must be sponsored')
    expect(text).toContain(
      `The paymaster ${getAddress(paymaster)} may sponsor operations, and may bill you`,
    )
    expect(text).toContain(
      'Within this grant: Valid from the moment it is enabled, until 2026-01-01',
    )
  })

  test('behavior: warns of what it cannot read', () => {
    const elsewhere = { ...deployment.modules, swap: fixtures.stranger }
    const other = { ...deployment, modules: elsewhere }
    expect(describeGrant({ grant: seedGrant, deployment: other }).join('\n')).toContain(
      `WARNING: whatever the unknown module ${getAddress(deployment.modules.swap)} allows`,
    )
    const permissions = [{ module: 'stake', data: '0x01' } as const]
    const grant = createGrant({
      ...{ key: sessionKey.address, permissions, noExpiry: true, fees: { budget: 1n }, deployment },
    })
    expect(describeText(grant)).toContain(
      '1. Nothing: ERC20StakeSVM does not take this session data',
    )
  })
})

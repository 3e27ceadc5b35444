import { createClient, custom, encodeAbiParameters } from 'viem'
import { foundry } from 'viem/chains'
import { describe, expect, test } from 'vitest'
import { account as address, stranger as factory } from '../../test/vectors/fixtures.ts'
import { modularAccountKind } from './modularAccountKind.ts'
import { nexusAccountKind } from './nexusAccountKind.ts'
import { requireFactory } from './requireFactory.ts'
import { SessionAccountError } from './SessionAccountError.ts'

const approval = { deadline: 1, position: 0, others: [], signature: '0x' } as const

/** A chain on which the factory has a stake in one EntryPoint alone. */
function makeClient(staking: string) {
  const transport = custom({
    async request({ params }) {
      const staked = params[0].to.toLowerCase() === staking.toLowerCase()
      const types = ['uint112', 'bool', 'uint112', 'uint32', 'uint48'].map((type) => ({ type }))
      return encodeAbiParameters(types, [0n, staked, 0n, 0, 0])
    },
  })
  return createClient({ chain: foundry, transport })
}

describe('requireFactory', () => {
  test('default: asks the EntryPoint of the account', async () => {
    const { entryPoint } = nexusAccountKind
    const deploying = { address, factory, factoryData: '0x12', approval } as const
    const staked = makeClient(entryPoint.address)
    expect(await requireFactory({ client: staked, ...deploying, entryPoint })).toEqual({
      ...{ factory, factoryData: '0x12' },
    })
    const elsewhere = makeClient(modularAccountKind.entryPoint.address)
    await expect(requireFactory({ client: elsewhere, ...deploying, entryPoint })).rejects.toThrow(
      SessionAccountError,
    )
  })
})

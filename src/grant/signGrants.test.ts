import {
  createClient,
  custom,
  type Hex,
  recoverTypedDataAddress,
  serializeErc6492Signature,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { account as address, deployment, seedGrant, start } from '../../test/vectors/fixtures.ts'
import { ApprovalError } from './ApprovalError.ts'
import { type ChainGrant, toEnableGrantsTypedData } from './enablingTypedData.ts'
import { getAccountState } from './getAccountState.ts'
import { getFeeLeft } from './getFeeLeft.ts'
import { readChainGrant } from './readChainGrant.ts'
import { type OwnerSigner, signGrants } from './signGrants.ts'
import { toGrant } from './toGrant.ts'

const owner = privateKeyToAccount(`0x${'0a'.repeat(32)}`)
const account: OwnerSigner = { address, signTypedData: (data) => owner.signTypedData(data) }

const entryOf = (chainId: number, changes: Partial<ChainGrant> = {}): ChainGrant => ({
  ...{ chainId, ledger: deployment.manager, epoch: 2n, grant: seedGrant },
  ...changes,
})
const deadline = start + 3600

describe('signGrants', () => {
  test('default: one signature for all chains, an approval for each', async () => {
    const entries = [entryOf(1), entryOf(10, { epoch: 0n }), entryOf(8453)] as const
    const [first, second, third] = await signGrants({ account, entries, deadline })
    const others = entries.map(({ chainId, ledger, epoch, grant: { id } }) => ({
      ...{ chainId, ledger, epoch, id },
    }))
    expect(first).toMatchObject({ deadline, position: 0, others: [others[1], others[2]] })
    expect(second).toMatchObject({ deadline, position: 1, others: [others[0], others[2]] })
    expect(third).toMatchObject({ deadline, position: 2, others: [others[0], others[1]] })
    const { signature } = first
    expect([second.signature, third.signature]).toEqual([signature, signature])
    const typedData = toEnableGrantsTypedData({ account: address, deadline, entries })
    expect(await recoverTypedDataAddress({ ...typedData, signature })).toBe(owner.address)
  })

  test('behavior: takes off what viem adds for an account that is not deployed', async () => {
    const undeployed: OwnerSigner = {
      address,
      signTypedData: async (data) =>
        serializeErc6492Signature({
          ...{ address: deployment.router, data: '0x1234' },
          signature: await owner.signTypedData(data),
        }),
    }
    const [plain] = await signGrants({ account, entries: [entryOf(1)], deadline })
    const [wrapped] = await signGrants({ account: undeployed, entries: [entryOf(1)], deadline })
    expect(wrapped).toEqual(plain)
  })

  test.each<[string, readonly ChainGrant[], number]>([
    ['no entry', [], deadline],
    ['two entries for a chain', [entryOf(1), entryOf(1)], deadline],
    ['too many entries', Array.from({ length: 257 }, (_, i) => entryOf(i + 1)), deadline],
    ['no chain', [entryOf(0)], deadline],
    ['a chain that is no whole number', [entryOf(1.5)], deadline],
    ['an epoch below zero', [entryOf(1, { epoch: -1n })], deadline],
    ['an epoch beyond 64 bits', [entryOf(1, { epoch: 2n ** 64n })], deadline],
    ['no deadline', [entryOf(1)], 0],
    ['milliseconds', [entryOf(1)], start * 1000],
    ['half a second', [entryOf(1)], 0.5],
  ])('error: refuses %s, and asks nobody to sign', async (_, entries, deadline) => {
    const refusing: OwnerSigner = {
      address,
      signTypedData: async () => expect.unreachable('It was asked to sign.'),
    }
    await expect(signGrants({ account: refusing, entries, deadline })).rejects.toThrow(
      ApprovalError,
    )
  })
})

describe('readChainGrant', () => {
  // What they find is another file's to test.
  const skip = ['chain', 'router', 'modules', 'targets', 'tokens', 'key', 'status'] as const
  const word = (value: number) => value.toString(16).padStart(64, '0')

  /** A chain on which every ledger answers the same two words. */
  function makeClient(asked: string[] = []) {
    const transport = custom({
      async request({ method, params }): Promise<Hex> {
        if (method === 'eth_chainId') return '0xa'
        asked.push(params[0].to.toLowerCase())
        return `0x${word(5)}${word(9)}`
      },
    })
    return createClient({ transport })
  }

  test('default: the chain, the ledger there, the account’s epoch', async () => {
    const parameters = { account: address, grant: seedGrant, deployment, skip }
    expect(await readChainGrant(makeClient(), parameters)).toEqual({
      ...{ chainId: 10, ledger: deployment.manager, epoch: 5n, grant: seedGrant },
    })
    expect(await getAccountState(makeClient(), parameters)).toEqual({ epoch: 5n, sequence: 9n })
  })

  test('behavior: the validator is its own ledger', async () => {
    const validator = `0x${'56'.repeat(20)}` as const
    const grant = toGrant({ ...seedGrant, terms: { ...seedGrant.terms, router: validator } })
    const asked: string[] = []
    const client = makeClient(asked)
    const parameters = { account: address, grant, deployment: { ...deployment, validator }, skip }
    expect(await readChainGrant(client, parameters)).toMatchObject({ ledger: validator })
    await getFeeLeft(client, { ...parameters })
    expect(asked).toEqual([validator, validator])
  })
})

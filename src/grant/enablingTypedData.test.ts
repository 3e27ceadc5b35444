import { concatHex, encodeAbiParameters, keccak256, stringToHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { account, deployment, seedGrant, start } from '../../test/vectors/fixtures.ts'
import { hashEnabling, toEnableGrantsTypedData } from './enablingTypedData.ts'

const entries = [
  { chainId: 10, ledger: deployment.manager, epoch: 3n, grant: seedGrant },
  { chainId: 31337, ledger: deployment.manager, epoch: 0n, grant: seedGrant },
]
const enabling = { account, deadline: start, entries }

const grantType =
  'Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)'
const chainGrantType = 'ChainGrant(uint256 chainId,address ledger,uint64 epoch,Grant grant)'
const listType = 'EnableGrants(address account,uint48 deadline,ChainGrant[] grants)'
const hashText = (text: string) => keccak256(stringToHex(text))
const words = (...types: readonly string[]) => types.map((type) => ({ type }))

describe('toEnableGrantsTypedData', () => {
  test('default: names no chain and no contract in its domain, but in each entry', () => {
    const { domain, message } = toEnableGrantsTypedData(enabling)
    expect(domain).toEqual({ name: 'Session Router', version: '1' })
    expect(message.grants.map(({ chainId, epoch }) => [chainId, epoch])).toEqual([
      [10n, 3n],
      [31337n, 0n],
    ])
    expect(message.grants[0]?.grant).toEqual(seedGrant.terms)
  })
})

describe('hashEnabling', () => {
  test('default: as a ledger computes it, of ids alone', () => {
    const domain = keccak256(
      encodeAbiParameters(words('bytes32', 'bytes32', 'bytes32'), [
        hashText('EIP712Domain(string name,string version)'),
        hashText('Session Router'),
        hashText('1'),
      ]),
    )
    const hashes = entries.map(({ chainId, ledger, epoch, grant }) =>
      keccak256(
        encodeAbiParameters(words('bytes32', 'uint256', 'address', 'uint64', 'bytes32'), [
          ...[hashText(chainGrantType + grantType), BigInt(chainId), ledger, epoch, grant.id],
        ]),
      ),
    )
    const content = keccak256(
      encodeAbiParameters(words('bytes32', 'address', 'uint48', 'bytes32'), [
        ...[hashText(listType + chainGrantType + grantType), account, start],
        keccak256(concatHex(hashes)),
      ]),
    )
    expect(hashEnabling(enabling)).toBe(keccak256(concatHex(['0x1901', domain, content])))
  })

  test('behavior: every part counts', () => {
    const [first, second] = entries
    if (!first || !second) throw new Error('There are two.')
    const changes = [
      enabling,
      { ...enabling, account: deployment.router },
      { ...enabling, deadline: start + 1 },
      { ...enabling, entries: [second, first] },
      { ...enabling, entries: [first] },
      { ...enabling, entries: [{ ...first, chainId: 11 }, second] },
      { ...enabling, entries: [{ ...first, epoch: 4n }, second] },
      { ...enabling, entries: [{ ...first, ledger: deployment.router }, second] },
    ]
    expect(new Set(changes.map(hashEnabling)).size).toBe(changes.length)
  })
})

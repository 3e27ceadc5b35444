import { readFileSync } from 'node:fs'
import { getAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { deployment } from '../../test/vectors/fixtures.ts'
import { listEntryTargets, listForbiddenTargets } from './listForbiddenTargets.ts'

const solidity = readFileSync(
  new URL('../../contracts/src/core/ForbiddenTargets.sol', import.meta.url),
  'utf8',
)

describe('listEntryTargets', () => {
  test('default: has every address that the contract names', () => {
    const constants = solidity.match(/0x[0-9a-fA-F]{40}/g) ?? []
    expect(constants).toHaveLength(4)
    expect(listEntryTargets(deployment)).toEqual(
      expect.arrayContaining(constants.map((address) => getAddress(address))),
    )
  })
})

describe('listForbiddenTargets', () => {
  test('default: has the modules, too', () => {
    expect(listForbiddenTargets(deployment)).toEqual(
      expect.arrayContaining(Object.values(deployment.modules).map((module) => getAddress(module))),
    )
  })
})

import {
  type Address,
  createClient,
  custom,
  decodeAbiParameters,
  decodeFunctionData,
  encodeAbiParameters,
  type Hex,
  parseAbi,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { ModuleNotInstalledError } from './findPreviousModule.ts'
import { installModuleCall, uninstallModuleCall, uninstallValidatorCall } from './moduleCalls.ts'

const abi = parseAbi([
  'function installModule(uint256 moduleTypeId, address module, bytes initData)',
  'function uninstallModule(uint256 moduleTypeId, address module, bytes deInitData)',
  'function getValidatorsPaginated(address cursor, uint256 size) view returns (address[] page, address next)',
])
const account = '0x00000000000000000000000000000000000000AC'
const toAddress = (number: number): Address => `0x${number.toString(16).padStart(40, '0')}`
const listEnd = toAddress(1)
const listed = Array.from({ length: 120 }, (_, i) => toAddress(0x1000 + i))

/** Answers as the account's linked list does: the page after the cursor, and the page's last entry if more follow. */
const client = createClient({
  transport: custom({
    async request({ params }) {
      const { args } = decodeFunctionData({ abi, data: params[0].data })
      const [cursor, size] = args as readonly [Address, bigint]
      const start = listed.indexOf(cursor) + 1
      const page = listed.slice(start, start + Number(size))
      const more = start + page.length < listed.length
      const next = more ? (page.at(-1) ?? listEnd) : listEnd
      return encodeAbiParameters([{ type: 'address[]' }, { type: 'address' }], [page, next])
    },
  }),
})

async function findPrevious(validator: Address) {
  const call = await uninstallValidatorCall(client, { account, validator, disableData: '0xaa' })
  const { args } = decodeFunctionData({ abi, data: call.data })
  const [typeId, module, deInitData] = args as readonly [bigint, Address, Hex]
  expect([call.to, typeId, module]).toEqual([account, 1n, validator])
  const [previous, disableData] = decodeAbiParameters(
    [{ type: 'address' }, { type: 'bytes' }],
    deInitData,
  )
  expect(disableData).toBe('0xaa')
  return previous
}

describe('installModuleCall, uninstallModuleCall', () => {
  test.each([
    ['validator', 1n],
    ['executor', 2n],
    ['fallback', 3n],
    ['hook', 4n],
  ] as const)('default: %s', (type, typeId) => {
    const module = toAddress(7)
    const install = installModuleCall({ account, type, module, initData: '0x1234' })
    const uninstall = uninstallModuleCall({ account, type, module })
    expect(install).toMatchObject({ to: account, value: 0n })
    expect(uninstall).toMatchObject({ to: account, value: 0n })
    expect(decodeFunctionData({ abi, data: install.data })).toEqual({
      functionName: 'installModule',
      args: [typeId, module, '0x1234'],
    })
    expect(decodeFunctionData({ abi, data: uninstall.data })).toEqual({
      functionName: 'uninstallModule',
      args: [typeId, module, '0x'],
    })
  })
})

describe('uninstallValidatorCall', () => {
  test('default: names the one before, wherever the page ends', async () => {
    expect(await findPrevious(toAddress(0x1000))).toBe(listEnd)
    for (const index of [1, 49, 50, 51, 99, 100, 119])
      expect(await findPrevious(toAddress(0x1000 + index))).toBe(toAddress(0x1000 + index - 1))
  })

  test('error: a validator that is not there', async () => {
    const validator = toAddress(0x999)
    const calling = uninstallValidatorCall(client, { account, validator })
    await expect(calling).rejects.toThrow(ModuleNotInstalledError)
  })
})

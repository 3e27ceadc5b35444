import {
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  hashTypedData,
  keccak256,
  parseAbi,
  parseEther,
  toHex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installModuleCall, uninstallValidatorCall } from '../src/account/moduleCalls.ts'
import { type NexusAccount, toNexusAccount } from '../src/account/toNexusAccount.ts'
import {
  type Devnet,
  demoTokenAbi,
  deployDeterministic,
  readArtifact,
  startDevnet,
} from '../src/devnet/index.ts'
import type { Call } from '../src/types.ts'

let devnet: Devnet
let account: NexusAccount
beforeAll(async () => {
  devnet = await startDevnet()
  account = await openAccount()
}, 60_000)
afterAll(() => devnet?.stop())

const owner = privateKeyToAccount(keccak256(toHex('owner')))
const stranger = privateKeyToAccount(keccak256(toHex('stranger')))
const friend = privateKeyToAccount(keccak256(toHex('friend'))).address

/** In a domain without a chain, as the owner's approval of grants is. */
const typedData = {
  domain: { name: 'Session Router', version: '1' },
  types: { Note: [{ name: 'text', type: 'string' }] },
  primaryType: 'Note',
  message: { text: 'hello' },
} as const

async function openAccount(index = 0n): Promise<NexusAccount> {
  const client = devnet.publicClient
  const opened = await toNexusAccount({ ...devnet.nexusContracts, client, owner, index })
  await devnet.testClient.setBalance({ address: opened.address, value: parseEther('1') })
  return opened
}

async function send(sender: NexusAccount, calls: readonly Call[]) {
  const hash = await devnet.bundlerClient.sendUserOperation({ account: sender, calls })
  return devnet.bundlerClient.waitForUserOperationReceipt({ hash })
}

const encodeToken = (functionName: 'mint' | 'transfer', to: Address, amount: bigint) => ({
  to: devnet.tokenA,
  data: encodeFunctionData({ abi: demoTokenAbi, functionName, args: [to, amount] }),
})

const readBalance = (holder: Address) =>
  devnet.publicClient.readContract({
    ...{ address: devnet.tokenA, abi: demoTokenAbi, functionName: 'balanceOf' },
    args: [holder],
  })

const accountAbi = parseAbi([
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
  'function isModuleInstalled(uint256 moduleTypeId, address module, bytes context) view returns (bool)',
  'function accountId() view returns (string)',
])

const askSignature = (signature: Hex) =>
  devnet.publicClient.readContract({
    ...{ address: account.address, abi: accountAbi, functionName: 'isValidSignature' },
    args: [hashTypedData(typedData), signature],
  })

const hasValidator = (validator: Address) =>
  devnet.publicClient.readContract({
    ...{ address: account.address, abi: accountAbi, functionName: 'isModuleInstalled' },
    args: [1n, validator, '0x'],
  })

describe('toNexusAccount', () => {
  test('default: the first operation deploys the account and runs the owner’s batch', async () => {
    expect(await account.isDeployed()).toBe(false)
    const { success, entryPoint } = await send(account, [
      encodeToken('mint', account.address, 10n),
      encodeToken('transfer', friend, 3n),
    ])
    expect(success).toBe(true)
    expect(entryPoint.toLowerCase()).toBe(devnet.entryPoints['0.7'].toLowerCase())
    expect(await account.isDeployed()).toBe(true)
    expect(await Promise.all([account.address, friend].map(readBalance))).toEqual([7n, 3n])
    const id = await devnet.publicClient.readContract({
      ...{ address: account.address, abi: accountAbi, functionName: 'accountId' },
    })
    expect(id).toBe('biconomy.nexus.1.0.0')
  })

  test('behavior: a failing call undoes the whole batch', async () => {
    const before = await readBalance(friend)
    const calls = [encodeToken('transfer', friend, 1n), encodeToken('transfer', friend, 1_000_000n)]
    // Given, or the bundler refuses at the estimation.
    const limits = {
      callGasLimit: 200_000n,
      verificationGasLimit: 200_000n,
      preVerificationGas: 80_000n,
    }
    const hash = await devnet.bundlerClient.sendUserOperation({ account, calls, ...limits })
    const { success } = await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
    expect(success).toBe(false)
    expect(await readBalance(friend)).toBe(before)
  })

  test('behavior: an operation without a call only deploys', async () => {
    const second = await openAccount(1n)
    expect(second.address).not.toBe(account.address)
    expect((await send(second, [])).success).toBe(true)
    expect(await second.isDeployed()).toBe(true)
  })

  test('behavior: several operations at once have nonces of their own', async () => {
    const sending = [1n, 2n, 3n].map((amount) =>
      send(account, [encodeToken('mint', friend, amount)]),
    )
    const receipts = await Promise.all(sending)
    expect(receipts.map(({ success }) => success)).toEqual([true, true, true])
    expect(new Set(receipts.map(({ nonce }) => nonce)).size).toBe(3)
  })

  test('behavior: answers for typed data of a domain without a chain', async () => {
    expect(await askSignature(await account.signTypedData(typedData))).toBe('0x1626ba7e')
    const { ownerValidator } = devnet.nexusContracts
    const signature = await stranger.signTypedData(typedData)
    expect(await askSignature(concatHex([ownerValidator, signature]))).toBe('0xffffffff')
  })

  test('behavior: answers for what its owner signs, before and after it is deployed', async () => {
    const { verifyMessage, verifyTypedData } = devnet.publicClient
    for (const signer of [account, await openAccount(2n)]) {
      const { address } = signer
      const signature = await signer.signMessage({ message: 'hello' })
      const typedSignature = await signer.signTypedData(typedData)
      expect(await verifyMessage({ address, message: 'hello', signature })).toBe(true)
      expect(await verifyMessage({ address, message: 'goodbye', signature })).toBe(false)
      expect(await verifyTypedData({ address, ...typedData, signature: typedSignature })).toBe(true)
    }
  })

  test('error: the bundler refuses an operation that somebody else signed', async () => {
    const client = devnet.publicClient
    const { address } = account
    const forged = await toNexusAccount({
      ...{ ...devnet.nexusContracts, client, owner: stranger, address },
    })
    await expect(send(forged, [encodeToken('mint', friend, 1n)])).rejects.toThrow('AA24')
  })
})

describe('installModuleCall', () => {
  let secondValidator: Address
  beforeAll(async () => {
    secondValidator = await deployDeterministic(devnet.walletClient, {
      initCode: readArtifact('devnet/DevnetOwnerValidator').bytecode,
      salt: `0x${'00'.repeat(31)}01`,
    })
  })

  /** The same account in another owner's hands, by the second validator. */
  const openForStranger = () =>
    toNexusAccount({
      ...devnet.nexusContracts,
      client: devnet.publicClient,
      owner: stranger,
      ownerValidator: secondValidator,
      address: account.address,
    })

  test('default: a second validator lets a second owner in', async () => {
    const install = installModuleCall({
      ...{ account: account.address, type: 'validator', module: secondValidator },
      initData: stranger.address,
    })
    expect((await send(account, [install])).success).toBe(true)
    expect(await hasValidator(secondValidator)).toBe(true)
    const before = await readBalance(friend)
    const { success } = await send(await openForStranger(), [encodeToken('mint', friend, 5n)])
    expect(success).toBe(true)
    expect(await readBalance(friend)).toBe(before + 5n)
  })

  test('behavior: uninstallValidatorCall takes it away again, and its owner out', async () => {
    const validator = secondValidator
    const call = await uninstallValidatorCall(devnet.publicClient, {
      ...{ account: account.address, validator },
    })
    expect((await send(account, [call])).success).toBe(true)
    expect(await hasValidator(validator)).toBe(false)
    await expect(send(await openForStranger(), [])).rejects.toThrow()
    await expect(
      uninstallValidatorCall(devnet.publicClient, { account: account.address, validator }),
    ).rejects.toThrow('is not installed')
  })
})

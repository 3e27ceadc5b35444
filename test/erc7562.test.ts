import { type Address, getAddress, type Hex, padHex, parseEther, zeroAddress } from 'viem'
import { toPackedUserOperation } from 'viem/account-abstraction'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forceOperation, handleOperation, toHandleOps } from '../demo/forceOperation.ts'
import { encodeInstallCalls, encodeSeedCalls, type Stage, setStage } from '../demo/stage.ts'
import {
  checkIncludedOperations,
  checkValidationRules,
  type Devnet,
  deployDeterministic,
  type Rule,
  readArtifact,
  startDevnet,
  ValidationTraceError,
} from '../src/devnet/index.ts'
import { toGrant } from '../src/grant/toGrant.ts'
import { enableGrantCall, encodeBatch, type Grant, modularAccountKind } from '../src/index.ts'
import { deploySimpleAccount } from './fixtures/deploySimpleAccount.ts'
import { expectClean, expectEveryOperationClean } from './fixtures/expectClean.ts'
import { openSession, ownerSends, readTime } from './fixtures/openSession.ts'

let devnet: Devnet
beforeAll(async () => {
  devnet = await startDevnet()
}, 60_000)
afterAll(() => devnet?.stop())

/** The planted modules, and the one rule that each breaks; `contracts/devnet/badModules`. */
const planted: readonly (readonly [name: string, rule: Rule, opcode: string])[] = [
  ['ReadsClock', 'OP-011', 'TIMESTAMP'],
  ['ReadsGas', 'OP-012', 'GAS'],
  ['RunsOutOfGas', 'OP-020', expect.any(String)],
  ['CreatesContract', 'OP-031', 'CREATE2'],
  ['CallsNobody', 'OP-041', 'CALL'],
  ['CallsEntryPoint', 'OP-054', 'STATICCALL'],
  ['ReadsBalance', 'OP-080', 'BALANCE'],
  ['ReadsOtherAccount', 'STO-033', 'SLOAD'],
  ['KeysAccountOutermost', 'STO-021', 'SSTORE'],
  ['CountsTransiently', 'STO-021', 'TSTORE'],
]
const names = ['HarmlessModule', ...planted.map(([name]) => name)]

describe('the seed flow', () => {
  test('default: clean before it is sent, and when it was included', async () => {
    const open = await openSession(devnet)
    const calls = encodeSeedCalls(open.stage, { minimumOut: parseEther('95') })
    const userOperation = await forceOperation({
      ...{ devnet, account: open.account.address, grant: open.grant, signer: open.sessionKey },
      callData: encodeBatch(calls),
      routes: calls.map((_, i) => ({ session: i, calls: [i] })),
    })
    expectClean(await checkValidationRules(devnet.publicClient, { version: '0.6', userOperation }))
    await handleOperation(devnet, userOperation)
    await expectEveryOperationClean(devnet)
  })

  test('error: the account’s deployment, were the factory’s stake not enough', async () => {
    const { entryPoint, publicClient } = devnet
    const options = { entryPoint, minimumStake: parseEther('1') + 1n }
    const [deployment, ...others] = await checkIncludedOperations(publicClient, options)
    expect(deployment?.violations).toMatchObject([
      { rule: 'STO-022', entity: 'factory', opcode: 'SSTORE' },
      { rule: 'STO-022', entity: 'account', opcode: 'SLOAD' },
    ])
    expect(others.flatMap(({ violations }) => violations)).toEqual([])
  })
})

describe('planted modules', () => {
  let stage: Stage
  let modules: readonly Address[]
  let grant: Grant
  beforeAll(async () => {
    stage = await setStage(devnet)
    modules = await deployModules()
    grant = await grantModules(stage, modules)
    await ownerSends(stage, [
      ...encodeInstallCalls(stage),
      enableGrantCall(grant, stage.deployment),
    ])
  })

  /** One call, checked by the named module. */
  const useModule = (
    name: string,
    { nonce, from = grant }: { nonce?: bigint; from?: Grant } = {},
  ) =>
    forceOperation({
      ...{ devnet, account: stage.account.address, grant: from, signer: stage.sessionKey },
      callData: encodeBatch(encodeSeedCalls(stage, { minimumOut: 1n }).slice(0, 1)),
      ...{ routes: [{ session: names.indexOf(name), calls: [0] }] },
      ...(nonce === undefined ? {} : { fields: { nonce } }),
    })

  test('default: the harmless one is clean', async () => {
    const userOperation = await useModule('HarmlessModule')
    const { publicClient } = devnet
    expectClean(await checkValidationRules(publicClient, { version: '0.6', userOperation }))
  })

  test.each(planted)('error: %s breaks %s, and nothing else', async (name, rule, opcode) => {
    const userOperation = await useModule(name)
    const violations = await checkValidationRules(devnet.publicClient, {
      ...{ version: '0.6', userOperation },
    })
    const contract = modules[names.indexOf(name)]
    expect(violations).toMatchObject([{ rule, opcode, contract, entity: 'account' }])
  })

  test('error: an operation of a bundle that was included, and only that', async () => {
    const { publicClient, walletClient, entryPoint } = devnet
    const harmless = await useModule('HarmlessModule')
    // In another lane of the session key's nonces: both are the same account's.
    const lane = modularAccountKind.toNonceKey({
      ...{ router: grant.terms.router, sessionKey: grant.terms.key, lane: 1n },
    })
    const bad = await useModule('KeysAccountOutermost', { nonce: lane << 64n })
    const { args, ...call } = toHandleOps(devnet, harmless)
    const hash = await walletClient.writeContract({
      ...{ ...call, gas: 4_000_000n },
      args: [[...args[0], ...toHandleOps(devnet, bad).args[0]], args[1]],
    })
    const { blockNumber, status } = await publicClient.waitForTransactionReceipt({ hash })
    expect(status).toBe('success')
    const options = { entryPoint, fromBlock: blockNumber }
    const checked = await checkIncludedOperations(publicClient, options)
    const rules = checked.map(({ violations }) => violations.map(({ rule }) => rule))
    expect(rules).toEqual([[], ['STO-021']])
    await expect(expectEveryOperationClean(devnet)).rejects.toThrow('[STO-021]')
  })

  test('error: of an operation that the account refuses, nothing can be said', async () => {
    // Another salt, another id: no grant that was ever enabled.
    const { sessionsRoot, ...terms } = grant.terms
    const unknown = toGrant({ terms: { ...terms, salt: 2n }, sessions: grant.sessions })
    const userOperation = await useModule('HarmlessModule', { from: unknown })
    await expect(
      checkValidationRules(devnet.publicClient, { version: '0.6', userOperation }),
    ).rejects.toThrow(ValidationTraceError)
  })
})

describe.each(['0.7', '0.8'] as const)('EntryPoint v%s', (version) => {
  test('default: an account deploys itself and does nothing', async () => {
    const { entryPoint, userOperation, handle } = await deploySimpleAccount(devnet, version)
    const parameters = { version, entryPoint }
    const { publicClient } = devnet
    expectClean(await checkValidationRules(publicClient, { ...parameters, userOperation }))
    const packed = toPackedUserOperation(userOperation)
    expectClean(await checkValidationRules(publicClient, { ...parameters, userOperation: packed }))
    await handle(userOperation)
    expect(await checkIncludedOperations(publicClient, { entryPoint })).toMatchObject([
      { sender: userOperation.sender, violations: [] },
    ])
  })
})

describe('every version of the EntryPoint', () => {
  test.each(['0.6', '0.7', '0.8'] as const)(
    'error: v%s, an account that reads the clock and a paymaster that reads its own storage',
    async (version) => {
      const { entryPoint } = version === '0.6' ? devnet : await deploySimpleAccount(devnet, version)
      const sender = await plant('0xacc0', clockReader)
      const paymaster = await plant('0x9a1d', ownStorageReader)
      const shared = {
        sender,
        nonce: 0n,
        callData: '0x',
        signature: '0x',
        callGasLimit: 0n,
        verificationGasLimit: 100_000n,
        preVerificationGas: 0n,
        // Nothing to pay: neither has ether.
        maxFeePerGas: 0n,
        maxPriorityFeePerGas: 0n,
      } as const
      const gas = { paymasterVerificationGasLimit: 100_000n, paymasterPostOpGasLimit: 0n }
      const violations = await checkValidationRules(devnet.publicClient, {
        entryPoint,
        ...(version === '0.6'
          ? { version, userOperation: { ...shared, paymasterAndData: paymaster } }
          : { version, userOperation: { ...shared, paymaster, ...gas } }),
      })
      expect(violations).toMatchObject([
        { rule: 'OP-011', entity: 'account', contract: sender, opcode: 'TIMESTAMP', depth: 2 },
        { rule: 'STO-031', entity: 'paymaster', contract: paymaster, opcode: 'SLOAD', depth: 2 },
      ])
    },
  )
})

/** TIMESTAMP POP; returns zero. */
const clockReader = '0x425060205ff3'
/** SLOAD of slot 0, POP; returns no context and zero. */
const ownStorageReader = '0x5f545060405f5260605ff3'

async function plant(name: Hex, bytecode: Hex): Promise<Address> {
  const address = getAddress(padHex(name, { size: 20, dir: 'right' }))
  await devnet.testClient.setCode({ address, bytecode })
  return address
}

async function deployModules(): Promise<readonly Address[]> {
  const modules: Address[] = []
  for (const name of names) {
    const { bytecode: initCode } = readArtifact(`devnet/badModules/${name}`)
    modules.push(await deployDeterministic(devnet.walletClient, { initCode }))
  }
  return modules
}

/** A grant with a session for each module: none of them reads what it is to allow. */
async function grantModules(stage: Stage, modules: readonly Address[]): Promise<Grant> {
  return toGrant({
    terms: {
      ...{ router: stage.deployment.router, key: stage.sessionKey.address, keyType: 0 },
      ...{ validAfter: 0, validUntil: (await readTime(devnet)) + 3600 },
      ...{ paymaster: zeroAddress },
      ...{ feeBudget: parseEther('0.5'), salt: 1n },
    },
    sessions: modules.map((module) => ({ validAfter: 0, validUntil: 0, module, data: '0x' })),
  })
}

import { parseEther } from 'viem'
import type { UserOperation } from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeSeedCalls } from '../demo/stage.ts'
import { type Devnet, deploySessionRouter, startDevnet } from '../src/devnet/index.ts'
import {
  createGrant,
  type Deployment,
  enableGrantCall,
  erc20,
  explainError,
  explainValidation,
  forErc7579,
  installModuleCall,
  nexusAccountKind as kind,
  revokeGrantsCall,
  toNexusAccount,
  toSessionAccount,
} from '../src/index.ts'

let devnet: Devnet
let deployment: Deployment
beforeAll(async () => {
  devnet = await startDevnet()
  deployment = forErc7579(await deploySessionRouter(devnet.walletClient))
}, 60_000)
afterAll(() => devnet?.stop())

/** A Nexus account with an enabled grant, and an operation that its key has signed. */
async function openOperation() {
  const { publicClient: client, testClient, nexusContracts, bundlerClient } = devnet
  const owner = privateKeyToAccount(generatePrivateKey())
  const account = await toNexusAccount({ ...nexusContracts, client, owner })
  const { address } = account
  await testClient.setBalance({ address, value: parseEther('1') })
  const key = privateKeyToAccount(generatePrivateKey())
  const grant = createGrant({
    key: key.address,
    permissions: [erc20.approve({ token: devnet.tokenA, spender: devnet.uniswap.router })],
    ...{ noExpiry: true, fees: { budget: parseEther('0.1') }, deployment },
  })
  const ownerSends = async (calls: ReturnType<typeof enableGrantCall>[]) => {
    const hash = await bundlerClient.sendUserOperation({ account, calls })
    expect((await bundlerClient.waitForUserOperationReceipt({ hash })).success).toBe(true)
  }
  await ownerSends([
    installModuleCall({ account: address, type: 'validator', module: deployment.router }),
    enableGrantCall(grant, deployment),
  ])
  const session = await toSessionAccount({
    ...{ account: { client, address }, grant, key, deployment, kind },
  })
  const calls = encodeSeedCalls({ devnet, account }, { minimumOut: 1n }).slice(0, 1)
  const sign = async (fee = 10n ** 9n): Promise<UserOperation<'0.7'>> => {
    const operation = {
      ...{ sender: address, nonce: await session.getNonce(), signature: '0x' as const },
      ...{ callGasLimit: 1_000_000n, verificationGasLimit: 1_000_000n },
      ...{ preVerificationGas: 60_000n, maxFeePerGas: fee, maxPriorityFeePerGas: 1n },
      callData: await session.encodeCalls(calls),
    }
    return { ...operation, signature: await session.signUserOperation(operation) }
  }
  const explain = (userOp: UserOperation<'0.7'>) =>
    explainValidation(client, { userOperation: userOp, deployment, kind: session.kind })
  const revoke = () => ownerSends([revokeGrantsCall([grant], deployment)])
  return { session, calls, sign, explain, revoke }
}

describe('explainValidation of an ERC-7579 account', () => {
  test('default: accepted', async () => {
    const { sign, explain } = await openOperation()
    expect(await explain(await sign())).toEqual({
      ...{ outcome: 'accepted', window: { validAfter: 0, validUntil: 0 } },
    })
  })

  test('behavior: failed, because of signature, cost or paymaster', async () => {
    const { sign, explain } = await openOperation()
    const causesOf = async (userOp: UserOperation<'0.7'>) => {
      const answer = await explain(userOp)
      if (answer.outcome !== 'failed') throw new Error(`It was ${answer.outcome}.`)
      return answer.causes.map(({ sentence }) => sentence).join('\n')
    }
    expect(await causesOf(await sign(10n ** 11n))).toContain('up to 0.206')
    const good = await sign()
    expect(await causesOf({ ...good, nonce: good.nonce + 1n })).toContain('has not signed')
    expect(await causesOf({ ...good, paymaster: devnet.tokenA })).toContain('allows none')
  })

  test('error: refused, with the reason; the EntryPoint passes it on, too', async () => {
    const { session, calls, sign, explain, revoke } = await openOperation()
    const operation = await sign()
    await revoke()
    const error = { errorName: 'GrantStatusWrong' }
    expect(await explain(operation)).toMatchObject({ outcome: 'refused', error })
    const sending = devnet.bundlerClient.sendUserOperation({ account: session, calls })
    const thrown: unknown = await sending.then(
      () => expect.unreachable('It was sent.'),
      (reason: unknown) => reason,
    )
    expect(explainError(thrown)).toMatchObject(error)
  })
})

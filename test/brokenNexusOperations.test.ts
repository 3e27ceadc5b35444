import { encodeFunctionData, parseEther } from 'viem'
import {
  entryPoint07Address,
  getUserOperationHash,
  type UserOperation,
} from 'viem/account-abstraction'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Devnet, demoTokenAbi, deploySessionRouter, startDevnet } from '../src/devnet/index.ts'
import {
  type Call,
  createGrant,
  type Deployment,
  enableGrantCall,
  encodeBatchSignature,
  encodeRouting,
  erc20,
  explainUserOperation,
  forErc7579,
  type Grant,
  installModuleCall,
  nexusAccountKind as kind,
  type OwnerCall,
  revokeGrantsCall,
  toNexusAccount,
  toSessionOperation,
} from '../src/index.ts'

let devnet: Devnet
let deployment: Deployment
beforeAll(async () => {
  devnet = await startDevnet()
  deployment = forErc7579(await deploySessionRouter(devnet.walletClient))
}, 60_000)
afterAll(() => devnet?.stop())

const limit = parseEther('1000')
const stranger = privateKeyToAccount(generatePrivateKey())

const approve = (amount: bigint): Call => ({
  to: devnet.tokenA,
  data: encodeFunctionData({
    ...{ abi: demoTokenAbi, functionName: 'approve', args: [devnet.uniswap.router, amount] },
  }),
})

/** A Nexus account with the router, a key and an enabled grant. */
async function open() {
  const { publicClient: client, testClient, nexusContracts, bundlerClient } = devnet
  const owner = privateKeyToAccount(generatePrivateKey())
  const account = await toNexusAccount({ ...nexusContracts, client, owner })
  const { address } = account
  await testClient.setBalance({ address, value: parseEther('1') })
  const key = privateKeyToAccount(generatePrivateKey())
  const { timestamp } = await client.getBlock()
  const makeGrant = (changes: object = {}) =>
    createGrant({
      ...{ key: key.address, validUntil: Number(timestamp) + 100_000, deployment },
      permissions: [
        erc20.approve({
          ...{ token: devnet.tokenA, spender: devnet.uniswap.router, limits: { total: limit } },
        }),
      ],
      fees: { budget: parseEther('0.1') },
      ...changes,
    })
  const grant = makeGrant()
  const ownerSends = async (calls: readonly OwnerCall[]) => {
    const hash = await bundlerClient.sendUserOperation({ account, calls })
    expect((await bundlerClient.waitForUserOperationReceipt({ hash })).success).toBe(true)
  }
  await ownerSends([
    installModuleCall({ account: address, type: 'validator', module: deployment.router }),
    enableGrantCall(grant, deployment),
  ])
  return { address, key, grant, makeGrant, ownerSends, timestamp: Number(timestamp) }
}

type Open = Awaited<ReturnType<typeof open>>

/** One approval, as whoever has the key would send it; anything about it may be changed. */
async function makeOperation(
  { address, key, grant }: Open,
  changes: {
    amount?: bigint
    of?: Grant
    signer?: typeof key
    chainId?: number
    fields?: Partial<UserOperation<'0.7'>>
  } = {},
): Promise<UserOperation<'0.7'>> {
  const { amount = 1n, of = grant, signer = key, chainId = devnet.chain.id, fields } = changes
  const { router } = of.terms
  const nonceKey = kind.toNonceKey({ router, sessionKey: key.address })
  const nonce = await devnet.publicClient.readContract({
    ...{ ...kind.entryPoint, functionName: 'getNonce', args: [address, nonceKey] },
  })
  const operation: UserOperation<'0.7'> = {
    ...{ sender: address, nonce, callData: kind.encodeBatch([approve(amount)]), signature: '0x' },
    ...{ callGasLimit: 1_000_000n, verificationGasLimit: 1_000_000n, preVerificationGas: 60_000n },
    ...{ maxFeePerGas: 2n * 10n ** 9n, maxPriorityFeePerGas: 1n, ...fields },
  }
  const routing = encodeRouting({ grant: of, routes: [{ session: 0, calls: [0] }] })
  const userOpHash = getUserOperationHash({
    ...{ chainId, entryPointAddress: entryPoint07Address, entryPointVersion: '0.7' },
    userOperation: operation,
  })
  const typedData = toSessionOperation({ userOpHash, routing, chainId, router })
  const signature = await signer.signTypedData(typedData)
  return { ...operation, signature: encodeBatchSignature({ routing, signature }) }
}

const explainIt = (userOperation: UserOperation<'0.7'>) =>
  explainUserOperation(devnet.publicClient, { userOperation, deployment, kind })

const breaks: Record<
  string,
  { says: RegExp; make: (opened: Open) => Promise<UserOperation<'0.7'>> }
> = {
  'wrong chain': {
    says: /signed this operation for chain 10/,
    make: (opened) => makeOperation(opened, { chainId: 10 }),
  },
  expired: {
    says: /AA22[\s\S]*until .* UTC; the chain’s clock says/,
    async make(opened) {
      const of = opened.makeGrant({ validUntil: opened.timestamp + 100 })
      await opened.ownerSends([enableGrantCall(of, deployment)])
      const operation = await makeOperation(opened, { of })
      await devnet.testClient.increaseTime({ seconds: 200 })
      await devnet.testClient.mine({ blocks: 1 })
      return operation
    },
  },
  'over limit': {
    says: /are left of the session’s total/,
    make: (opened) => makeOperation(opened, { amount: limit + 1n }),
  },
  revoked: {
    says: /is revoked for this account/,
    async make(opened) {
      await opened.ownerSends([revokeGrantsCall([opened.grant], deployment)])
      return makeOperation(opened)
    },
  },
  'wrong module': {
    says: /has not installed the validator/,
    make: (opened) => makeOperation(opened, { of: opened.makeGrant({ router: stranger.address }) }),
  },
  unfunded: {
    says: /may cost up to 0\.0412; the account has 0\.0{17}1/,
    async make(opened) {
      await devnet.testClient.setBalance({ address: opened.address, value: 1n })
      return makeOperation(opened, { fields: { maxFeePerGas: 20n * 10n ** 9n } })
    },
  },
  'paymaster refused': {
    says: /is sponsored by 0x\w{40}; the grant allows none/,
    make: (opened) =>
      makeOperation(opened, {
        fields: {
          ...{ paymaster: stranger.address, paymasterData: '0x' },
          ...{ paymasterVerificationGasLimit: 1n, paymasterPostOpGasLimit: 1n },
        },
      }),
  },
  'nonce reuse': {
    says: /has number 0 of its lane; the next one is 1/,
    async make(opened) {
      const operation = await makeOperation(opened)
      const hash = await devnet.bundlerClient.sendUserOperation({
        ...{ ...operation, entryPointAddress: entryPoint07Address },
      })
      await devnet.bundlerClient.waitForUserOperationReceipt({ hash })
      return operation
    },
  },
  'stale root': {
    says: /never seen for this account; it must be active[\s\S]*`listGrants`/,
    make: (opened) => makeOperation(opened, { of: opened.makeGrant({ salt: 77n }) }),
  },
  'wrong key': {
    says: /has not signed this operation; the signature is 0x\w{40}’s/,
    make: (opened) => makeOperation(opened, { signer: stranger }),
  },
}

test.each(Object.entries(breaks))(
  'explainUserOperation on Nexus: %s',
  async (_, { says, make }) => {
    const opened = await open()
    expect(await explainIt(await makeOperation(opened))).toMatchObject({ outcome: 'passes' })
    const answer = await explainIt(await make(opened))
    expect(answer.outcome).toBe('refused')
    expect(answer.text.replace(/\n {7}/g, ' ')).toMatch(says)
    expect(answer.text.split('\n').length).toBeLessThanOrEqual(24)
  },
)

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  type Address,
  BaseError,
  concatHex,
  createPublicClient,
  createWalletClient,
  encodeFunctionData,
  type Hex,
  http,
  isHex,
  keccak256,
  RpcRequestError,
  size,
  slice,
  toHex,
} from 'viem'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchedSessionRouterAbi, erc20ApprovalSvmAbi } from '../src/abis/generated/index.ts'
import type { Deployment } from '../src/deployment.ts'
import { deploySessionRouter } from '../src/devnet/deploySessionRouter.ts'
import { devAccountIndex, toDevAccount } from '../src/devnet/devAccounts.ts'
import { type Anvil, startAnvil } from '../src/devnet/startAnvil.ts'
import { decodeRefusal } from '../src/errors/decodeRefusal.ts'
import { type Refusal, refuse } from '../src/errors/refuse.ts'
import {
  createGrant,
  decodeRouting,
  encodeBatch,
  encodeRouting,
  RoutingFormatError,
  routeCalls,
  wrapSignature,
} from '../src/index.ts'
import { signatureSizeOf } from '../src/keys/keyTypes.ts'
import { modules } from '../src/svm/modules.ts'
import {
  account,
  approvePermission,
  deployment as fixtureDeployment,
  seedCalls,
  seedGrant,
  sessionKey,
  stakePermission,
} from './vectors/fixtures.ts'
import { type ModuleCase, withBit, withWord } from './vectors/moduleCase.ts'
import { moduleCases } from './vectors/moduleCases.ts'

const folder = mkdtempSync(join(tmpdir(), 'session-router-parity-'))
const seed = 20_260_101

let anvil: Anvil
let deployment: Deployment
let client: ReturnType<typeof createPublicClient>

beforeAll(async () => {
  anvil = await startAnvil({ chainId: foundry.id, folder, timeout: 30_000 })
  const transport = http(anvil.rpcUrl, { retryCount: 0 })
  client = createPublicClient({ chain: foundry, transport })
  const deployer = toDevAccount(devAccountIndex.deployer)
  deployment = await deploySessionRouter(
    createWalletClient({ account: deployer, chain: foundry, transport }),
  )
}, 60_000)

afterAll(async () => {
  await anvil?.process.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a call and returns the revert data, or nothing if it goes through. */
async function findRevert(parameters: { to: Address; data: Hex; from?: Address }) {
  try {
    await client.call({ account: parameters.from ?? account, ...parameters })
    return undefined
  } catch (error) {
    // viem keeps the node's answer in an RpcRequestError.
    const node =
      error instanceof BaseError && error.walk((cause) => cause instanceof RpcRequestError)
    if (!(node instanceof RpcRequestError) || !isHex(node.data)) throw error
    return node.data
  }
}

async function askModule({
  module,
  sessionData,
  ...call
}: ModuleCase): Promise<Refusal | undefined> {
  const { target, value, data, callSpecificData } = call
  const revert = await findRevert({
    to: deployment.modules[module],
    data: encodeFunctionData({
      abi: erc20ApprovalSvmAbi,
      functionName: 'validateSession',
      args: [
        account,
        keccak256('0x'),
        sessionData,
        [{ index: 7n, target, value, data, callSpecificData }],
      ],
    }),
  })
  return revert === undefined ? undefined : (decodeRefusal(revert) ?? unknownRevert(revert))
}

function unknownRevert(data: Hex): never {
  throw new Error(`The chain reverts with ${data}, which is no error of the contracts.`)
}

function askSdk({ module, sessionData, ...call }: ModuleCase): Refusal | undefined {
  const calls = [{ index: 7, ...call }]
  const verdict = modules[module].checkCalls({ account, data: sessionData, calls })
  return verdict.allowed ? undefined : verdict.reason
}

describe('check', () => {
  test.each(moduleCases.map((one) => [one.name, one] as const))(
    'default: %s, as on the chain',
    async (_, one) => {
      expect(askSdk(one)).toEqual(await askModule(one))
    },
  )

  test('behavior: agrees with the chain on damaged calls and session data', async () => {
    const word = fc.oneof(
      fc.bigInt({ min: 0n, max: 300n }),
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
      fc.constantFrom(account, ...moduleCases.map(({ target }) => target)).map(BigInt),
    )
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('word' as const), at: fc.nat(8), word }),
      fc.record({ kind: fc.constant('dataBit' as const), at: fc.nat() }),
      fc.record({ kind: fc.constant('sessionBit' as const), at: fc.nat() }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(64) }),
    )
    type Damage = typeof damage extends fc.Arbitrary<infer value> ? value : never
    function apply(one: ModuleCase, change: Damage): ModuleCase {
      const { data, sessionData } = one
      if (change.kind === 'word') {
        const words = Math.floor((size(data) - 4) / 32)
        if (words < 1) return one
        return { ...one, data: withWord(data, 4 + 32 * (change.at % words), change.word) }
      }
      if (change.kind === 'cut') {
        return { ...one, sessionData: `0x${sessionData.slice(2, -2 * change.at || undefined)}` }
      }
      if (change.kind === 'dataBit') {
        return size(data) === 0
          ? one
          : { ...one, data: withBit(data, change.at % (8 * size(data))) }
      }
      return { ...one, sessionData: withBit(sessionData, change.at % (8 * size(sessionData))) }
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...moduleCases),
        fc.array(damage, { maxLength: 3 }),
        async (one, damages) => {
          const damaged = damages.reduce(apply, one)
          expect(askSdk(damaged)).toEqual(await askModule(damaged))
        },
      ),
      { seed, numRuns: 400 },
    )
  })
})

describe('decodeRouting', () => {
  /** Asks the router about a batch signature, as an account without any grant: what it can read, it finds never enabled. */
  async function askRouter(routing: Hex): Promise<Refusal | undefined> {
    const { router } = deployment
    // As long as a signature of the type that the routing names, secp256k1 where it is too short to name one; where there is no routing at
    // all, no zero stands first, which would be the seed format.
    const keyType = size(routing) < 3 ? 0 : Number(slice(routing, 2, 3))
    const zeros = '00'.repeat(signatureSizeOf(keyType))
    const signature: Hex = size(routing) === 0 ? `0x11${zeros.slice(2)}` : `0x${zeros}`
    const batchSignature = concatHex([routing, signature])
    // Whatever key the routing names has nonces of its own.
    const nonce = size(routing) < 23 ? 0n : BigInt(slice(routing, 3, 23)) << 64n
    const revert = await findRevert({
      from: account,
      to: router,
      data: encodeFunctionData({
        abi: batchedSessionRouterAbi,
        functionName: 'validateUserOp',
        args: [
          {
            ...{ sender: account, nonce, initCode: '0x', callData: encodeBatch(seedCalls) },
            ...{ callGasLimit: 0n, verificationGasLimit: 0n, preVerificationGas: 0n },
            ...{ maxFeePerGas: 0n, maxPriorityFeePerGas: 0n, paymasterAndData: '0x' },
            signature: wrapSignature({ batchSignature, router }),
          },
          keccak256(toHex('hash')),
        ],
      }),
    })
    return revert === undefined ? undefined : (decodeRefusal(revert) ?? unknownRevert(revert))
  }

  function readWithSdk(routing: Hex): Refusal {
    const { router } = deployment
    try {
      const { grants, approval } = decodeRouting({ routing, calls: seedCalls.length, router })
      const [first] = grants
      if (!first) throw new Error('A routing has a grant.')
      if (approval) return refuse('DeadlineZero', {})
      return refuse('GrantStatusWrong', { id: first.grantId, found: 0, allowed: 1 })
    } catch (error) {
      if (!(error instanceof RoutingFormatError)) throw error
      return error.reason
    }
  }

  const { grants } = routeCalls({
    ...{ account, grant: seedGrant, calls: seedCalls },
    deployment: { ...seedDeployment() },
  })
  const routing = encodeRouting({ grants })

  function seedDeployment(): Deployment {
    const [approve, swap, stake] = seedGrant.sessions.map(({ module }) => module)
    if (!approve || !swap || !stake) throw new Error('The seed grant has three sessions.')
    const { router } = seedGrant.terms
    const modules = { ...fixtureDeployment.modules, approve, swap, stake }
    return { router, manager: sessionKey.address, modules }
  }

  test('default: reads the grant that the chain reads', async () => {
    expect(readWithSdk(routing)).toEqual(await askRouter(routing))
  })

  const second = createGrant({
    key: sessionKey.address,
    permissions: [approvePermission, stakePermission],
    noExpiry: true,
    fees: { budget: 1n },
    salt: 2n,
    deployment: seedDeployment(),
  })
  const two = [
    { grant: second, routes: [{ session: 0, calls: [0] }] },
    { grant: seedGrant, routes: [1, 2].map((i) => ({ session: i, calls: [i] })) },
  ]
  const other = { chainId: 1, ledger: account, epoch: 1n, id: second.id }
  const approval = { deadline: 9, position: 1, others: [other], signature: '0x0102' } as const
  const twoGrants = encodeRouting({ grants: two })
  const enabling = encodeRouting({ grants: two, approval })

  test.each([
    ['one grant', routing],
    ['one grant of a WebAuthn key', `${routing.slice(0, 6)}02${routing.slice(8)}` as Hex],
    ['two grants', twoGrants],
    ['two grants, the first being enabled', enabling],
  ])('behavior: agrees with the chain on damaged routings: %s', async (_, honest) => {
    expect(judge(readWithSdk(honest))).toEqual(judge(await askRouter(honest)))
    const bytes = size(honest)
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('bit' as const), at: fc.nat(8 * bytes - 1) }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(bytes) }),
      fc.record({ kind: fc.constant('add' as const), at: fc.integer({ min: 1, max: 70 }) }),
      fc.record({ kind: fc.constant('byte' as const), at: fc.nat(bytes - 1) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        const damaged = damages.reduce((data: Hex, { kind, at }): Hex => {
          if (kind === 'add') return `${data}${'00'.repeat(at)}`
          if (kind === 'cut') return `0x${data.slice(2, 2 + 2 * at)}`
          const end = 8 * size(data)
          if (end === 0) return data
          if (kind === 'bit') return withBit(data, at % end)
          const start = 2 + 2 * (at % size(data))
          return `0x${data.slice(2, start)}02${data.slice(start + 2)}`
        }, honest)
        const [sdk, chain] = [readWithSdk(damaged), await askRouter(damaged)]
        // A signature that begins with zero is one in the seed format, which says so in its own words.
        if (damaged.startsWith('0x00')) {
          expect(sdk.errorName).toMatch(/^(VersionUnknown|RoutingTruncated)$/)
          expect(chain?.errorName).toMatch(/^Seed/)
          return
        }
        expect(judge(sdk)).toEqual(judge(chain))
      }),
      { seed, numRuns: 500 },
    )
  })

  /** What the ledger says of an approval comes after the routing, and is all the same here. */
  function judge(refusal: Refusal | undefined) {
    return refusal && ofApproval.has(refusal.errorName) ? 'read' : refusal
  }

  const ofApproval = new Set<string>([
    ...['ApprovalRefused', 'ChainTwice', 'DeadlineZero', 'PositionOutOfRange'],
  ])
})

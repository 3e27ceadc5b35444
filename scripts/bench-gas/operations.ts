import { type Address, encodeFunctionData, type Hash, type Hex, hexToBytes, size } from 'viem'
import {
  entryPoint06Abi,
  entryPoint07Abi,
  toPackedUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { handleOperation, hashOperation } from '../../demo/forceOperation.ts'
import { readVerificationGas, traceTransaction } from '../../demo/traceValidation.ts'
import {
  type Call,
  type EncodeRoutingParameters,
  encodeBatchSignature,
  encodeRouting,
  type KindVersion,
  toSessionOperation,
} from '../../src/index.ts'
import type { World } from './openWorld.ts'
import { type OriginalTree, signForOriginal } from './originalRouter.ts'
import type { Payment } from './workloads.ts'

export type Operation = UserOperation<KindVersion>

/** What a mined operation cost. */
export type Included = { readonly hash: Hash; readonly total: number }

/** What an operation cost. Gas; `calldata` is that of `handleOps`. */
export type Weighed = { readonly total: number; readonly calldata: Hex }

/** The same of a session operation; the frame is the account's call of its router. Gas and bytes. */
export type Measured = Weighed & {
  readonly frame: number
  readonly signatureBytes: number
  readonly signatureGas: number
}

/** Makes an operation with everything but its signature. Limits and fees are the same on every side. */
export async function prepare(
  world: World,
  options: { calls: readonly Call[]; nonceKey: bigint; payment: Payment },
): Promise<Operation> {
  const { devnet, kind, account, paymaster } = world
  const { entryPoint } = kind
  const nonce = await devnet.publicClient.readContract({
    ...{ address: entryPoint.address, abi: entryPoint06Abi, functionName: 'getNonce' },
    args: [account.address, options.nonceKey],
  })
  const sponsor =
    entryPoint.version === '0.6'
      ? { paymasterAndData: paymaster }
      : { paymaster, paymasterVerificationGasLimit: 100_000n, paymasterPostOpGasLimit: 0n }
  // The fields of the version at hand.
  return {
    ...{ sender: account.address, nonce, callData: kind.encodeBatch(options.calls) },
    ...{ callGasLimit: 1_500_000n, verificationGasLimit: 1_500_000n, preVerificationGas: 60_000n },
    ...{ maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n },
    ...{ signature: '0x' as Hex, ...(options.payment === 'sponsored' ? sponsor : {}) },
  } as Operation
}

/** Signs a batch as the owner. */
export async function ownerOperation(
  world: World,
  { calls, payment }: { calls: readonly Call[]; payment: Payment },
): Promise<Operation> {
  const { account, devnet } = world
  const nonceKey = (await account.getNonce({ key: 0n })) >> 64n
  const operation = await prepare(world, { calls, nonceKey, payment })
  const chainId = devnet.chain.id
  // The account's type does not say for which version it is made; its world does.
  const signature = await account.signUserOperation({ ...(operation as object), chainId } as never)
  return { ...operation, signature } as Operation
}

/** Signs a batch with the session key, for our router. */
export async function oursOperation(
  world: World,
  options: { calls: readonly Call[]; payment: Payment; routing: EncodeRoutingParameters },
): Promise<Operation> {
  const { devnet, kind, deployment, sessionKey } = world
  const { router } = deployment
  const nonceKey = kind.toNonceKey({ router, sessionKey: sessionKey.address })
  const operation = await prepare(world, { ...options, nonceKey })
  const userOpHash = hashOperation(operation, devnet, kind)
  const routing = encodeRouting(options.routing)
  const keySignature = await sessionKey.signTypedData(
    toSessionOperation({ userOpHash, routing, chainId: devnet.chain.id, router }),
  )
  const batchSignature = encodeBatchSignature({ routing, signature: keySignature })
  return { ...operation, signature: kind.encodeSignature({ batchSignature, router }) } as Operation
}

/** Signs a batch with the session key, for the original router. It takes any nonce; the owner's are the cheapest. */
export async function originalOperation(
  world: World,
  options: {
    calls: readonly Call[]
    payment: Payment
    tree: OriginalTree
    leaves: readonly number[]
  },
): Promise<Operation> {
  const { devnet, kind, original, sessionKey } = world
  const operation = await prepare(world, { ...options, nonceKey: 0n })
  const userOpHash = hashOperation(operation, devnet, kind)
  const { tree, leaves } = options
  const signature = await signForOriginal({
    ...{ contracts: original, tree, leaves, userOpHash, signer: sessionKey },
  })
  return { ...operation, signature } as Operation
}

/** Sends an operation in a `handleOps` of its own and insists on its success. */
export async function include(world: World, operation: Operation): Promise<Included> {
  await world.clock.advance()
  const receipt = await handleOperation(world.devnet, operation, world.kind)
  if (receipt.status !== 'success') throw new Error('The EntryPoint refused an operation.')
  // UserOperationEvent is the last log; its first word behind the nonce says whether the batch ran.
  const event = receipt.logs.at(-1)
  if (BigInt(`0x${event?.data.slice(2 + 64, 2 + 128) || '0'}`) !== 1n)
    throw new Error('The batch of an operation reverted.')
  return { hash: receipt.transactionHash, total: Number(receipt.gasUsed) }
}

/** Sends calls as the owner. */
export async function sendAsOwner(world: World, calls: readonly Call[]): Promise<Included> {
  return include(world, await ownerOperation(world, { calls, payment: 'self-paid' }))
}

/** Sends an operation of the owner's and reads what it cost. */
export async function weigh(world: World, operation: Operation): Promise<Weighed> {
  const { total } = await include(world, operation)
  return { total, calldata: encodeHandleOps(world, operation) }
}

/** Sends an operation of a session key and reads what it cost. */
export async function measure(
  world: World,
  operation: Operation,
  router: Address,
): Promise<Measured> {
  const { hash, total } = await include(world, operation)
  const trace = await traceTransaction(world.devnet, hash)
  const frame = Number(readVerificationGas(trace, { account: world.account.address, router }))
  if (frame === 0) throw new Error('The account has not asked its router.')
  return {
    ...{ total, frame, signatureBytes: size(operation.signature) },
    signatureGas: toCalldataGas(operation.signature),
    calldata: encodeHandleOps(world, operation),
  }
}

/** Gas of calldata: 4 for a zero byte, 16 for another. */
export function toCalldataGas(data: Hex): number {
  return hexToBytes(data).reduce((gas, byte) => gas + (byte === 0 ? 4 : 16), 0)
}

function encodeHandleOps({ devnet, kind }: World, operation: Operation): Hex {
  const beneficiary = devnet.walletClient.account.address
  if (kind.entryPoint.version === '0.7') {
    const packed = toPackedUserOperation(operation as UserOperation<'0.7'>)
    const args = [[packed], beneficiary] as const
    return encodeFunctionData({ abi: entryPoint07Abi, functionName: 'handleOps', args })
  }
  const { initCode = '0x', paymasterAndData = '0x', ...fields } = operation as UserOperation<'0.6'>
  const args = [[{ ...fields, initCode, paymasterAndData }], beneficiary] as const
  return encodeFunctionData({ abi: entryPoint06Abi, functionName: 'handleOps', args })
}

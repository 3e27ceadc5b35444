import type { Address, Hex, LocalAccount } from 'viem'
import {
  entryPoint06Abi,
  entryPoint06Address,
  getUserOperationHash,
  type UserOperation,
} from 'viem/account-abstraction'
import type { Devnet } from '../src/devnet/index.ts'
import {
  type EncodeRoutingParameters,
  encodeBatchSignature,
  encodeRouting,
  modularAccountKind,
  toSessionOperation,
  wrapSignature,
} from '../src/index.ts'

export type ForceOperationParameters = EncodeRoutingParameters & {
  readonly devnet: Devnet
  readonly account: Address
  /** Who signs; the grants' key, or whoever pretends to be it. */
  readonly signer: LocalAccount
  readonly callData: Hex
  /** Other fields than the usual, such as fees. */
  readonly fields?: Partial<UserOperation<'0.6'>>
}

/**
 * Signs an operation as somebody would who has the session key and no SDK that asks questions: whatever the batch, with whatever
 * routes. Meant to show what the chain refuses.
 */
export async function forceOperation(
  parameters: ForceOperationParameters,
): Promise<UserOperation<'0.6'>> {
  const { devnet, account, signer, callData, fields } = parameters
  const [first] = 'grants' in parameters ? parameters.grants : [parameters]
  if (!first) throw new Error('There is no grant.')
  const { router } = first.grant.terms
  const userOperation: UserOperation<'0.6'> = {
    sender: account,
    nonce: await devnet.publicClient.readContract({
      address: entryPoint06Address,
      abi: entryPoint06Abi,
      functionName: 'getNonce',
      args: [account, modularAccountKind.toNonceKey({ router, sessionKey: first.grant.terms.key })],
    }),
    callData,
    callGasLimit: 1_000_000n,
    verificationGasLimit: 1_000_000n,
    preVerificationGas: 60_000n,
    maxFeePerGas: 2_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
    signature: '0x',
    ...fields,
  }
  const routing = encodeRouting(parameters)
  const userOpHash = hashOperation(userOperation, devnet)
  const signature = await signer.signTypedData(
    toSessionOperation({ userOpHash, routing, chainId: devnet.chain.id, router }),
  )
  return {
    ...userOperation,
    signature: wrapSignature({
      batchSignature: encodeBatchSignature({ routing, signature }),
      router,
    }),
  }
}

/** Computes an operation's hash as the EntryPoint does. */
export function hashOperation(userOperation: UserOperation<'0.6'>, { chain }: Devnet): Hex {
  return getUserOperationHash({
    chainId: chain.id,
    entryPointAddress: entryPoint06Address,
    entryPointVersion: '0.6',
    userOperation,
  })
}

/**
 * Hands an operation to the EntryPoint in a transaction of its own, past every bundler, and waits for it to be mined. A limit on gas
 * is given, so nothing is estimated and a refusal is a reverted transaction on the chain.
 */
export async function handleOperation(devnet: Devnet, userOperation: UserOperation<'0.6'>) {
  const { walletClient, publicClient } = devnet
  const hash = await walletClient.writeContract({
    ...toHandleOps(devnet, userOperation),
    gas: 4_000_000n,
  })
  return publicClient.waitForTransactionReceipt({ hash })
}

/** Makes the EntryPoint's call for one operation, paid to the deployer. */
export function toHandleOps({ walletClient }: Devnet, userOperation: UserOperation<'0.6'>) {
  const { initCode = '0x', paymasterAndData = '0x', ...fields } = userOperation
  return {
    address: entryPoint06Address,
    abi: entryPoint06Abi,
    functionName: 'handleOps',
    args: [[{ ...fields, initCode, paymasterAndData }], walletClient.account.address],
  } as const
}

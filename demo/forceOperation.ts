import type { Address, Hex, LocalAccount } from 'viem'
import {
  entryPoint06Abi,
  entryPoint06Address,
  entryPoint07Abi,
  entryPoint07Address,
  toPackedUserOperation,
  type UserOperation,
} from 'viem/account-abstraction'
import { hashOperation as hashOperationOf } from '../src/account/hashOperation.ts'
import type { Devnet } from '../src/devnet/index.ts'
import {
  type AccountKind,
  type EncodeRoutingParameters,
  encodeBatchSignature,
  encodeRouting,
  type KindVersion,
  modularAccountKind,
  toSessionOperation,
} from '../src/index.ts'

export type ForceOperationParameters<version extends KindVersion = '0.6'> =
  EncodeRoutingParameters & {
    readonly devnet: Devnet
    readonly account: Address
    /** A modular Smart Account v2 by default. */
    readonly kind?: AccountKind<version> | undefined
    /** Who signs; the grants' key, or whoever pretends to be it. */
    readonly signer: LocalAccount
    readonly callData: Hex
    /** Other fields than the usual, such as fees. */
    readonly fields?: Partial<UserOperation<version>>
  }

/**
 * Signs an operation as somebody would who has the session key and no SDK that asks questions: whatever the batch, with whatever
 * routes. Meant to show what the chain refuses.
 */
export async function forceOperation<version extends KindVersion = '0.6'>(
  parameters: ForceOperationParameters<version>,
): Promise<UserOperation<version>> {
  const { devnet, account, signer, callData, fields } = parameters
  const kind: AccountKind = parameters.kind ?? modularAccountKind
  const [first] = 'grants' in parameters ? parameters.grants : [parameters]
  if (!first) throw new Error('There is no grant.')
  const { router, key } = first.grant.terms
  const nonceKey = kind.toNonceKey({ router, sessionKey: key })
  const nonce = await devnet.publicClient.readContract({
    ...{ address: kind.entryPoint.address, abi: entryPoint06Abi, functionName: 'getNonce' },
    args: [account, nonceKey],
  })
  // The fields that every version has, and those that the caller names.
  const userOperation = {
    ...{ sender: account, nonce, callData, signature: '0x' as Hex },
    ...{ callGasLimit: 1_000_000n, verificationGasLimit: 1_000_000n, preVerificationGas: 60_000n },
    ...{ maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n },
    ...fields,
  } as UserOperation<KindVersion>
  const routing = encodeRouting(parameters)
  const userOpHash = hashOperation(userOperation, devnet, kind)
  const signature = await signer.signTypedData(
    toSessionOperation({ userOpHash, routing, chainId: devnet.chain.id, router }),
  )
  const batchSignature = encodeBatchSignature({ routing, signature })
  return {
    ...userOperation,
    signature: kind.encodeSignature({ batchSignature, router }),
  } as UserOperation<version>
}

/** Computes an operation's hash as the EntryPoint does. */
export function hashOperation(
  userOperation: UserOperation<KindVersion>,
  { chain }: Devnet,
  kind: AccountKind = modularAccountKind,
): Hex {
  return hashOperationOf({ kind, userOperation, chainId: chain.id })
}

/**
 * Hands an operation to its EntryPoint in a transaction of its own, past every bundler, and waits for it to be mined. A limit on gas
 * is given, so nothing is estimated and a refusal is a reverted transaction on the chain.
 */
export async function handleOperation(
  devnet: Devnet,
  userOperation: UserOperation<KindVersion>,
  kind: AccountKind = modularAccountKind,
) {
  const { walletClient, publicClient } = devnet
  const gas = 4_000_000n
  const hash =
    kind.entryPoint.version === '0.6'
      ? await walletClient.writeContract({ ...toHandleOps(devnet, userOperation), gas })
      : await walletClient.writeContract({
          ...{ address: entryPoint07Address, abi: entryPoint07Abi, functionName: 'handleOps', gas },
          args: [[toPackedUserOperation(userOperation)], walletClient.account.address],
        })
  return publicClient.waitForTransactionReceipt({ hash })
}

/** Makes the call of EntryPoint v0.6 for one operation, paid to the deployer. */
export function toHandleOps({ walletClient }: Devnet, userOperation: UserOperation<'0.6'>) {
  const { initCode = '0x', paymasterAndData = '0x', ...fields } = userOperation
  return {
    address: entryPoint06Address,
    abi: entryPoint06Abi,
    functionName: 'handleOps',
    args: [[{ ...fields, initCode, paymasterAndData }], walletClient.account.address],
  } as const
}

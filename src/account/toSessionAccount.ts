import { type Address, getAddress, type Hex, isAddressEqual, type LocalAccount } from 'viem'
import {
  entryPoint06Abi,
  entryPoint06Address,
  getUserOperationHash,
  type SmartAccount,
  type SmartAccountImplementation,
  toSmartAccount,
  type UserOperation,
} from 'viem/account-abstraction'
import { getChainId } from 'viem/actions'
import { type Deployment, defaultDeployment } from '../deployment.ts'
import { CallNotCoveredError } from '../explain/CallNotCoveredError.ts'
import { explain } from '../explain/explain.ts'
import type { Grant } from '../grant/toGrant.ts'
import { decodeBatch, encodeBatch } from '../routing/batch.ts'
import { encodeBatchSignature, wrapSignature } from '../routing/batchSignature.ts'
import { encodeRouting } from '../routing/encodeRouting.ts'
import { toSessionOperation } from '../routing/sessionOperation.ts'
import type { Call, Usage } from '../types.ts'
import { SessionAccountError } from './SessionAccountError.ts'

export type ToSessionAccountParameters = {
  /** The owner's account, by its address and a client that reads its chain. No owner key is needed. */
  readonly account: {
    readonly client: SmartAccountImplementation['client']
    readonly address: Address
  }
  /** What the owner has enabled. */
  readonly grant: Grant
  /** The session key that the grant names. */
  readonly key: Pick<LocalAccount, 'address' | 'signTypedData'>
  readonly deployment?: Deployment | undefined
  /** Seconds since 1970, to prefer sessions that are valid now; the clock of this machine by default. */
  readonly now?: (() => number) | undefined
  /** Reads what each session has used, as `getUsages` does. Without it, used-up limits show on the chain only. */
  readonly readUsages?: (() => Promise<readonly Usage[]>) | undefined
}

export type SessionAccountImplementation = SmartAccountImplementation<
  typeof entryPoint06Abi,
  '0.6',
  { readonly grant: Grant },
  false
>

/** A smart account as a session key may use it. */
export type SessionAccount = SmartAccount<SessionAccountImplementation>

/**
 * Makes a viem smart account that acts for the owner's account with a session key, within a grant.
 *
 * Every batch is routed to the grant's sessions; one that they do not cover is refused before any bundler is asked. The stub
 * signature has the length of the real one and leads to the same work on the chain, so that estimates are right.
 *
 * @throws SessionAccountError if key, grant and deployment do not belong together. Sending throws CallNotCoveredError.
 *
 * @example
 * ```ts
 * const session = await toSessionAccount({ account: { client, address }, grant, key: sessionKey })
 * const hash = await bundlerClient.sendUserOperation({ account: session, calls })
 * ```
 */
export async function toSessionAccount({
  account: { client, address },
  grant,
  key,
  deployment = defaultDeployment,
  now = () => Math.floor(Date.now() / 1000),
  readUsages,
}: ToSessionAccountParameters): Promise<SessionAccount> {
  const { router } = grant.terms
  requireMatch('session key', key.address, grant.terms.key)
  requireMatch('deployed router', deployment.router, router)

  async function route(calls: readonly Call[]): Promise<Hex> {
    const usages = await readUsages?.()
    const parameters = { account: address, grant, calls, deployment, usages, now: now() }
    const explanation = explain(parameters)
    if (!explanation.allowed) throw new CallNotCoveredError(explanation)
    return encodeRouting(explanation)
  }

  function wrap({ routing, signature }: { routing: Hex; signature: Hex }): Hex {
    return wrapSignature({ batchSignature: encodeBatchSignature({ routing, signature }), router })
  }

  return toSmartAccount<SessionAccountImplementation>({
    client,
    entryPoint: { abi: entryPoint06Abi, address: entryPoint06Address, version: '0.6' },
    extend: { grant },

    async getAddress() {
      return getAddress(address)
    },

    // viem asks only for an account without code; a session operation carries no initCode.
    async getFactoryArgs() {
      throw new SessionAccountError(`The account ${address} is not deployed.`, {
        fix: 'Let the owner send an operation first: it deploys the account, and can enable the grant, too.',
      })
    },

    async encodeCalls(calls) {
      await route(calls)
      return encodeBatch(calls)
    },

    async decodeCalls(callData) {
      return decodeBatch(callData)
    },

    async getStubSignature(userOperation) {
      // Undefined only when another caller than viem's own actions asks.
      const routing = await route(decodeBatch(requireCallData(userOperation?.callData)))
      return wrap({ routing, signature: stubSignature })
    },

    async signUserOperation({ chainId = client.chain?.id, ...parameters }) {
      // The parameter is typed for every EntryPoint version; this account is made for one.
      const userOperation = { ...(parameters as UserOperation<'0.6'>), sender: address }
      const routing = await route(decodeBatch(userOperation.callData))
      const chain = chainId ?? (await getChainId(client))
      const userOpHash = getUserOperationHash({
        chainId: chain,
        entryPointAddress: entryPoint06Address,
        entryPointVersion: '0.6',
        userOperation,
      })
      const operation = toSessionOperation({ userOpHash, routing, chainId: chain, router })
      return wrap({ routing, signature: await key.signTypedData(operation) })
    },

    async signMessage() {
      throw refuseToSign()
    },

    async signTypedData() {
      throw refuseToSign()
    },
  })
}

/**
 * A signature from which some address is recovered, whatever the digest. r is the x coordinate of secp256k1's generator, s is
 * low; neither has a zero byte, so that it costs as much calldata as a real one.
 */
const stubSignature: Hex = `0x${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}${'7a'.repeat(32)}1b`

function requireMatch(what: string, found: Address, allowed: Address) {
  if (isAddressEqual(found, allowed)) return
  throw new SessionAccountError(`The ${what} is ${found}; the grant names ${allowed}.`, {
    fix: 'Use the session key and the deployment for which the grant was created.',
  })
}

function requireCallData(callData: Hex | undefined): Hex {
  if (callData !== undefined) return callData
  throw new SessionAccountError('A stub signature depends on the calls, and there are none.', {
    fix: 'Pass the user operation to `getStubSignature`, as viem’s `prepareUserOperation` does.',
  })
}

function refuseToSign() {
  return new SessionAccountError('A session key signs no messages for the account.', {
    fix: 'Let the owner sign: what a session key may do are the calls of its grant.',
  })
}

import { type Address, getAddress, type Hex, isAddressEqual, parseAbi, size } from 'viem'
import { toSmartAccount, type UserOperation } from 'viem/account-abstraction'
import { getChainId, readContract } from 'viem/actions'
import { defaultDeployment } from '../deployment.ts'
import { describeVerdict } from '../errors/describeVerdict.ts'
import { refuse } from '../errors/refuse.ts'
import { CallNotCoveredError } from '../explain/CallNotCoveredError.ts'
import { type Explanation, explain } from '../explain/explain.ts'
import type { Grant } from '../grant/toGrant.ts'
import { keyTypes, nameKeyType } from '../keys/keyTypes.ts'
import { encodeBatchSignature } from '../routing/batchSignature.ts'
import { encodeRouting } from '../routing/encodeRouting.ts'
import { requireChoice } from '../routing/requireChoice.ts'
import {
  hashSessionOperation,
  type SessionOperationParameters,
  toSessionOperation,
} from '../routing/sessionOperation.ts'
import type { Call } from '../types.ts'
import type { AccountKind, KindVersion } from './accountKind.ts'
import { createApprovalFinder } from './createApprovalFinder.ts'
import { hashOperation } from './hashOperation.ts'
import { leavePeriod } from './leavePeriod.ts'
import { modularAccountKind } from './modularAccountKind.ts'
import { rememberLast } from './rememberLast.ts'
import { requireFactory } from './requireFactory.ts'
import { SessionAccountError } from './SessionAccountError.ts'
import type {
  AbiOf,
  SessionAccount,
  SessionAccountImplementation,
  ToSessionAccountParameters,
} from './sessionAccount.ts'
import { toStubSignature } from './stubSignature.ts'

/**
 * Makes a viem smart account that acts for the owner's account with a session key, within its grants.
 *
 * Every batch is routed to the grants' sessions; one that they do not cover is refused before any bundler is asked. The stub
 * signature has the length of the real one and leads to the same work on the chain, so that estimates are right.
 *
 * @throws SessionAccountError if key, grants and deployment do not belong together; RouteError if the grants do not, or are too many. Sending throws
 * CallNotCoveredError; SessionAccountError if the grant to be enabled is revoked, or if the account cannot be deployed.
 *
 * @example
 * ```ts
 * const session = await toSessionAccount({ account: { client, address }, grant, key: sessionKey })
 * const hash = await bundlerClient.sendUserOperation({ account: session, calls })
 * ```
 *
 * @example
 * ```ts
 * // Over two grants, of which the first is enabled by its first use.
 * const account = { client, address }
 * const session = await toSessionAccount({ account, grants: [fresh, older], key: sessionKey, approval })
 * ```
 *
 * @example
 * ```ts
 * // With a key of the browser, which no script can read.
 * const pair = await createP256KeyPair()
 * const browserKey = await toP256Key(pair)
 * const granted = createGrant({ ...terms, key: browserKey })
 * const browserSession = await toSessionAccount({ account, grant: granted, key: browserKey })
 * ```
 *
 * @example
 * ```ts
 * // Of a Nexus account, whose router and ledger are one contract.
 * const there = { kind: nexusAccountKind, deployment: forErc7579() }
 * const session = await toSessionAccount({ account, grant, key: sessionKey, ...there })
 * ```
 */
export async function toSessionAccount<version extends KindVersion = '0.6'>(
  parameters: ToSessionAccountParameters<version>,
): Promise<SessionAccount<version>> {
  const {
    account: { client, address },
    key,
    // The default belongs to the type parameter's default.
    kind = modularAccountKind as unknown as AccountKind<version, AbiOf[version]>,
    deployment = defaultDeployment,
    now = () => Math.floor(Date.now() / 1000),
    readUsages,
    sets,
    chooseSessions,
    periodMargin = 30,
  } = parameters
  const grants = parameters.grants === undefined ? [parameters.grant] : parameters.grants
  const shared = requireChoice(grants)
  const { router } = shared
  requireMatch('session key', key.address, shared.key)
  requireSameType(key.keyType ?? keyTypes.secp256k1, shared.keyType)
  requireMatch('deployed router', deployment.router, router)
  const findApproval = createApprovalFinder({ ...parameters, client, address, grants, deployment })

  async function route(calls: readonly Call[]): Promise<Explanation> {
    const usages = await readAll(grants, readUsages)
    const approval = await findApproval()
    const explanation = explain({
      ...{ account: address, grants, calls, deployment, usages, approval, sets, now: now() },
      chooseSessions,
    })
    if (!explanation.allowed) throw new CallNotCoveredError(explanation)
    return explanation
  }

  function wrap({ routing, signature }: { routing: Hex; signature: Hex }): Hex {
    const batchSignature = encodeBatchSignature({ routing, signature })
    return kind.encodeSignature({ batchSignature, router })
  }

  const { entryPoint } = kind
  const decodeBatch = rememberLast((callData: Hex) => kind.decodeBatch(callData))
  const implementation: SessionAccountImplementation<version> = {
    client,
    entryPoint,
    extend: { grants, kind },

    async getNonce({ key: lane } = {}) {
      return readContract(client, {
        ...{ address: entryPoint.address, abi: nonceAbi, functionName: 'getNonce' },
        args: [address, kind.toNonceKey({ router, sessionKey: key.address, lane })],
      })
    },

    async getAddress() {
      return getAddress(address)
    },

    // viem asks only for an account without code.
    async getFactoryArgs() {
      const approval = await findApproval()
      return requireFactory({ ...parameters.account, entryPoint, approval })
    },

    async encodeCalls(calls) {
      await leavePeriod(await route(calls), { now, margin: periodMargin })
      return kind.encodeBatch(calls)
    },

    async decodeCalls(callData) {
      return kind.decodeBatch(callData)
    },

    async getStubSignature(userOperation) {
      // Undefined only when another caller than viem's own actions asks.
      const routed = await route(decodeBatch(requireCallData(userOperation?.callData)))
      refuseInitCode(kind.toInitCode(userOperation ?? {}), routed)
      return wrap({ routing: encodeRouting(routed), signature: toStubSignature(key) })
    },

    async signUserOperation({ chainId = client.chain?.id, ...parameters }) {
      // The parameter is typed for every EntryPoint version; this account is made for one.
      const userOperation = { ...(parameters as UserOperation<version>), sender: address }
      const routed = await route(decodeBatch(userOperation.callData))
      refuseInitCode(kind.toInitCode(userOperation), routed)
      const routing = encodeRouting(routed)
      const chain = chainId ?? (await getChainId(client))
      const userOpHash = hashOperation({ kind, userOperation, chainId: chain })
      const operation = { userOpHash, routing, chainId: chain, router }
      return wrap({ routing, signature: await signOperation(key, operation) })
    },

    async signMessage() {
      throw refuseToSign()
    },

    async signTypedData() {
      throw refuseToSign()
    },
  }
  return toSmartAccount(implementation)
}

/** A key that is at hand signs the digest: the same signature, without hashing as generally as typed data must be. */
async function signOperation(
  key: ToSessionAccountParameters['key'],
  operation: SessionOperationParameters,
): Promise<Hex> {
  if (key.keyType !== undefined) return key.sign({ hash: hashSessionOperation(operation) })
  const isAtHand = key.source === 'privateKey' || key.source === 'hd'
  if (isAtHand && key.sign) return key.sign({ hash: hashSessionOperation(operation) })
  return key.signTypedData(toSessionOperation(operation))
}

const nonceAbi = parseAbi([
  'function getNonce(address sender, uint192 key) view returns (uint256 nonce)',
])

/** A session operation deploys the account only while it enables a grant: the router refuses any other. */
function refuseInitCode(initCode: Hex, { approval }: Explanation) {
  if (initCode === '0x' || approval) return
  const reason = refuse('InitCodeNotAllowed', { length: BigInt(size(initCode)) })
  const { sentence, fix } = describeVerdict(reason)
  throw new SessionAccountError(sentence, { fix })
}

async function readAll(
  grants: readonly Grant[],
  readUsages: ToSessionAccountParameters['readUsages'],
) {
  return readUsages && Promise.all(grants.map((grant) => readUsages(grant)))
}

function requireMatch(what: string, found: Address, allowed: Address) {
  if (isAddressEqual(found, allowed)) return
  throw new SessionAccountError(`The ${what} is ${found}; the grant names ${allowed}.`, {
    fix: 'Use the session key and the deployment for which the grant was created.',
  })
}

function requireSameType(found: number, allowed: number) {
  if (found === allowed) return
  const sentence = `The session key is ${nameKeyType(found)}; the grant names a key of the type ${nameKeyType(allowed)}.`
  throw new SessionAccountError(sentence, {
    fix: 'Pass the key itself to `createGrant`, or its type beside its address.',
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

import {
  type Account,
  type Address,
  BaseError,
  decodeFunctionData,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  parseAbi,
  type TypedDataDefinition,
} from 'viem'
import {
  entryPoint06Abi,
  entryPoint06Address,
  getUserOperationHash,
  type SmartAccount,
  type SmartAccountImplementation,
  toSmartAccount,
  type UserOperation,
} from 'viem/account-abstraction'
import { parseAccount } from 'viem/accounts'
import { getChainId, readContract, signMessage, signTypedData } from 'viem/actions'

export type ToModularAccountParameters = {
  /** Reads the chain; signs, too, when `owner` is an address. */
  client: SmartAccountImplementation['client']
  /** The account's one owner, an EOA: a local account, or an address that the client can sign for. */
  owner: Account | Address
  /** The account's SmartAccountFactory. */
  factory: Address
  /** EcdsaOwnershipRegistryModule, the validation module that knows the owner. */
  ownershipModule: Address
  /** Tells apart several accounts of one owner; 0 by default. */
  index?: bigint
  /** The account's address, if `owner` is not its first owner; by default the factory is asked. */
  address?: Address
}

export type ModularAccountImplementation = SmartAccountImplementation<
  typeof entryPoint06Abi,
  '0.6',
  {
    /** The account's SmartAccountFactory. */
    factory: Address
    /** EcdsaOwnershipRegistryModule, the validation module that knows the owner. */
    ownershipModule: Address
    /** The account's one owner. */
    owner: Account
  },
  false
>

export type ModularAccount = SmartAccount<ModularAccountImplementation>

/** Thrown when a batch has no call: the account refuses it on the chain, too. */
export class EmptyBatchError extends BaseError {
  constructor() {
    super('A batch needs at least one call.', {
      name: 'EmptyBatchError',
      metaMessages: ['Pass `calls` with one or more of `{ to, value, data }`.'],
    })
  }
}

/**
 * Makes a viem smart account of the modular Smart Account (v2, EntryPoint v0.6), signed for by its owner.
 *
 * Calls always go out as `executeBatch_y6U`, a single one included: that is the form the session router reads.
 *
 * The ownership module takes the owner's signature over a hash or over its EIP-191 form, and binds neither to the
 * account: what the owner signs for one account holds for all accounts of that owner.
 *
 * @throws viem's contract errors, if the factory cannot be asked for the address.
 *
 * @example
 * ```ts
 * const account = await toModularAccount({ client, owner, factory, ownershipModule })
 * const hash = await bundlerClient.sendUserOperation({ account, calls: [{ to, value: 1n }] })
 * ```
 */
export async function toModularAccount(
  parameters: ToModularAccountParameters,
): Promise<ModularAccount> {
  const { client, factory, ownershipModule, index = 0n } = parameters
  const owner = parseAccount(parameters.owner)
  const setup = [
    ownershipModule,
    encodeFunctionData({ abi, functionName: 'initForSmartAccount', args: [owner.address] }),
    index,
  ] as const
  const address =
    parameters.address ??
    (await readContract(client, {
      address: factory,
      abi,
      functionName: 'getAddressForCounterFactualAccount',
      args: setup,
    }))
  const wrap = (signature: Hex) => wrapSignature({ signature, module: ownershipModule })

  return toSmartAccount<ModularAccountImplementation>({
    client,
    entryPoint: { abi: entryPoint06Abi, address: entryPoint06Address, version: '0.6' },
    extend: { factory, ownershipModule, owner },

    async getAddress() {
      return address
    },

    async getFactoryArgs() {
      const factoryData = encodeFunctionData({
        abi,
        functionName: 'deployCounterFactualAccount',
        args: setup,
      })
      return { factory, factoryData }
    },

    async encodeCalls(calls) {
      if (calls.length === 0) throw new EmptyBatchError()
      return encodeFunctionData({
        abi,
        functionName: 'executeBatch_y6U',
        args: [
          calls.map(({ to }) => to),
          calls.map(({ value = 0n }) => value),
          calls.map(({ data = '0x' }) => data),
        ],
      })
    },

    async decodeCalls(callData) {
      const { args } = decodeFunctionData({ abi: batchAbi, data: callData })
      const [targets, values, payloads] = args
      return targets.map((to, i) => ({ to, value: values[i] ?? 0n, data: payloads[i] ?? '0x' }))
    },

    async getStubSignature() {
      return wrap(stubSignature)
    },

    async signUserOperation({ chainId = client.chain?.id, ...userOperation }) {
      const hash = getUserOperationHash({
        chainId: chainId ?? (await getChainId(client)),
        entryPointAddress: entryPoint06Address,
        entryPointVersion: '0.6',
        // The parameter is typed for every EntryPoint version; this account is made for one.
        userOperation: { ...(userOperation as UserOperation<'0.6'>), sender: address },
      })
      return wrap(await signMessage(client, { account: owner, message: { raw: hash } }))
    },

    async signMessage({ message }) {
      return wrap(await signMessage(client, { account: owner, message }))
    },

    async signTypedData(typedData) {
      // Generic in viem's interface; what is passed on is the same definition.
      const definition = typedData as TypedDataDefinition
      return wrap(await signTypedData(client, { account: owner, ...definition }))
    },
  })
}

/** How the account reads every signature, of a user operation and of ERC-1271: which module is to judge it. */
function wrapSignature({ signature, module }: { signature: Hex; module: Address }): Hex {
  return encodeAbiParameters([{ type: 'bytes' }, { type: 'address' }], [signature, module])
}

const batchAbi = parseAbi([
  'function executeBatch_y6U(address[] dest, uint256[] value, bytes[] func)',
])

const abi = [
  ...batchAbi,
  ...parseAbi([
    'function initForSmartAccount(address eoaOwner) returns (address)',
    'function getAddressForCounterFactualAccount(address moduleSetupContract, bytes moduleSetupData, uint256 index) view returns (address)',
    'function deployCounterFactualAccount(address moduleSetupContract, bytes moduleSetupData, uint256 index) returns (address)',
  ]),
]

/**
 * A signature from which some address is recovered, whatever the hash: the module reverts, rather than answer "wrong", when
 * none is. r is the x coordinate of secp256k1's generator, s is low; neither has a zero byte, so that it costs as much
 * calldata as a real one.
 */
const stubSignature: Hex = `0x${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}${'7a'.repeat(32)}1c`

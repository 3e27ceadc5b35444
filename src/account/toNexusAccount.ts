import {
  type Account,
  type Address,
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  numberToHex,
  parseAbi,
  type TypedDataDefinition,
  zeroAddress,
} from 'viem'
import {
  entryPoint07Abi,
  entryPoint07Address,
  getUserOperationHash,
  type SmartAccount,
  type SmartAccountImplementation,
  toSmartAccount,
  type UserOperation,
} from 'viem/account-abstraction'
import { parseAccount } from 'viem/accounts'
import { getChainId, readContract, signMessage, signTypedData } from 'viem/actions'
import { decodeExecuteBatch, encodeExecuteBatch } from './executeBatch.ts'
import { toNexusNonceKey } from './toNexusNonceKey.ts'

export type ToNexusAccountParameters = {
  /** Reads the chain; signs, too, when `owner` is an address. */
  client: SmartAccountImplementation['client']
  /** The account's one owner, an EOA: a local account, or an address that the client can sign for. */
  owner: Account | Address
  /** NexusAccountFactory. */
  factory: Address
  /** NexusBootstrap, which installs the first validator. */
  bootstrap: Address
  /**
   * The validator that knows the owner: installed with the owner's 20 bytes, it takes the owner's signature over an operation's
   * hash in EIP-191 form, and over the plain hash in ERC-1271.
   */
  ownerValidator: Address
  /** Tells apart several accounts of one owner; 0 by default. */
  index?: bigint
  /** The account's address, if `owner` is not its first owner; by default the factory is asked. */
  address?: Address
}

export type NexusAccountImplementation = SmartAccountImplementation<
  typeof entryPoint07Abi,
  '0.7',
  {
    /** The validator that knows the owner. */
    ownerValidator: Address
    /** The account's one owner. */
    owner: Account
  },
  false
>

export type NexusAccount = SmartAccount<NexusAccountImplementation>

/**
 * Makes a viem smart account of Nexus (ERC-7579, EntryPoint v0.7, no module registry), signed for by its owner.
 *
 * Calls always go out as a batch, a single one included: that is the form the session router reads. Of the key of a nonce that
 * viem passes, the lowest 24 bits count; the account reads mode and validator in the others.
 *
 * @throws viem's contract errors, if the factory cannot be asked for the address.
 *
 * @example
 * ```ts
 * const account = await toNexusAccount({ client, owner, factory, bootstrap, ownerValidator })
 * const hash = await bundlerClient.sendUserOperation({ account, calls: [{ to, value: 1n }] })
 * ```
 */
export async function toNexusAccount(parameters: ToNexusAccountParameters): Promise<NexusAccount> {
  const { client, factory, ownerValidator } = parameters
  const owner = parseAccount(parameters.owner)
  const creation = encodeCreation({ ...parameters, owner })
  const address =
    parameters.address ??
    (await readContract(client, {
      ...{ address: factory, abi, functionName: 'computeAccountAddress' },
      args: creation,
    }))
  /** How the account reads a signature in ERC-1271: the validator that is to judge it comes first. */
  const wrap = (signature: Hex) => concatHex([ownerValidator, signature])

  return toSmartAccount<NexusAccountImplementation>({
    client,
    entryPoint: { abi: entryPoint07Abi, address: entryPoint07Address, version: '0.7' },
    extend: { ownerValidator, owner },

    async getAddress() {
      return address
    },

    async getFactoryArgs() {
      const factoryData = encodeFunctionData({ abi, functionName: 'createAccount', args: creation })
      return { factory, factoryData }
    },

    async getNonce({ key } = {}) {
      return readContract(client, {
        ...{ address: entryPoint07Address, abi: entryPoint07Abi, functionName: 'getNonce' },
        args: [address, toNexusNonceKey({ validator: ownerValidator, key })],
      })
    },

    async encodeCalls(calls) {
      return encodeExecuteBatch(calls)
    },

    async decodeCalls(callData) {
      return decodeExecuteBatch(callData)
    },

    async getStubSignature() {
      return stubSignature
    },

    async signUserOperation({ chainId = client.chain?.id, ...userOperation }) {
      const hash = getUserOperationHash({
        chainId: chainId ?? (await getChainId(client)),
        entryPointAddress: entryPoint07Address,
        entryPointVersion: '0.7',
        // The parameter is typed for every EntryPoint version; this account is made for one.
        userOperation: { ...(userOperation as UserOperation<'0.7'>), sender: address },
      })
      return signMessage(client, { account: owner, message: { raw: hash } })
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

/** What the factory takes: which contract the new account runs to set itself up, with which call, and a salt. */
function encodeCreation(options: {
  bootstrap: Address
  ownerValidator: Address
  owner: Account
  index?: bigint
}): readonly [initData: Hex, salt: Hex] {
  const { bootstrap, ownerValidator, owner, index = 0n } = options
  const setup = encodeFunctionData({
    abi,
    functionName: 'initNexusWithSingleValidator',
    args: [ownerValidator, owner.address, zeroAddress, [], 0],
  })
  const initData = encodeAbiParameters([{ type: 'address' }, { type: 'bytes' }], [bootstrap, setup])
  return [initData, numberToHex(index, { size: 32 })]
}

const abi = parseAbi([
  'function computeAccountAddress(bytes initData, bytes32 salt) view returns (address)',
  'function createAccount(bytes initData, bytes32 salt) payable returns (address)',
  'function initNexusWithSingleValidator(address validator, bytes data, address registry, address[] attesters, uint8 threshold)',
])

/**
 * A signature from which some address is recovered, whatever the hash. r is the x coordinate of secp256k1's generator, s is low;
 * neither has a zero byte, so that it costs as much calldata as a real one.
 */
const stubSignature: Hex = `0x${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}${'7a'.repeat(32)}1c`

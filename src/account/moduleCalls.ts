import {
  type Address,
  type Client,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  parseAbi,
} from 'viem'
import type { OwnerCall } from '../grant/ownerCalls.ts'
import { findPreviousModule } from './findPreviousModule.ts'

/** The kinds of module that ERC-7579 names. */
export type AccountModuleType = keyof typeof typeIds

export type InstallModuleParameters = {
  /** The ERC-7579 account that is to install the module, and sends the call. */
  account: Address
  type: AccountModuleType
  module: Address
  /** What the module's `onInstall` reads; nothing by default. */
  initData?: Hex
}

/**
 * Encodes the call by which an ERC-7579 account installs a module.
 *
 * @example
 * ```ts
 * const install = { account: account.address, type: 'validator', module: forErc7579().router } as const
 * await bundlerClient.sendUserOperation({ account, calls: [installModuleCall(install)] })
 * ```
 */
export function installModuleCall(parameters: InstallModuleParameters): OwnerCall {
  const { account, type, module, initData = '0x' } = parameters
  const args = [typeIds[type], module, initData] as const
  const data = encodeFunctionData({ abi, functionName: 'installModule', args })
  return { to: account, data, value: 0n }
}

export type UninstallModuleParameters = {
  /** The ERC-7579 account that is to drop the module, and sends the call. */
  account: Address
  type: AccountModuleType
  module: Address
  /** What the account reads, which differs from account to account. For a validator of Nexus, see `uninstallValidatorCall`. */
  deInitData?: Hex
}

/**
 * Encodes the call by which an ERC-7579 account uninstalls a module.
 *
 * @example
 * ```ts
 * const call = uninstallModuleCall({ account: account.address, type: 'executor', module: executor })
 * await bundlerClient.sendUserOperation({ account, calls: [call] })
 * ```
 */
export function uninstallModuleCall(parameters: UninstallModuleParameters): OwnerCall {
  const { account, type, module, deInitData = '0x' } = parameters
  const args = [typeIds[type], module, deInitData] as const
  const data = encodeFunctionData({ abi, functionName: 'uninstallModule', args })
  return { to: account, data, value: 0n }
}

export type UninstallValidatorParameters = {
  /** The account that is to drop the validator, and sends the call. */
  account: Address
  validator: Address
  /** What the validator's `onUninstall` reads; nothing by default. */
  disableData?: Hex
}

/**
 * Encodes the call by which a Nexus account uninstalls a validator. Nexus keeps validators in a linked list and wants to be
 * told which one stands before: that is read now, so send the call before the list changes.
 *
 * @throws ModuleNotInstalledError, viem's contract errors.
 *
 * @example
 * ```ts
 * const validator = forErc7579().router
 * const call = await uninstallValidatorCall(client, { account: account.address, validator })
 * await bundlerClient.sendUserOperation({ account, calls: [call] })
 * ```
 */
export async function uninstallValidatorCall(
  client: Client,
  parameters: UninstallValidatorParameters,
): Promise<OwnerCall> {
  const { account, validator, disableData = '0x' } = parameters
  const previous = await findPreviousModule(client, {
    ...{ account, module: validator, list: 'validators' },
  })
  const deInitData = encodeAbiParameters(
    [{ type: 'address' }, { type: 'bytes' }],
    [previous, disableData],
  )
  return uninstallModuleCall({ account, type: 'validator', module: validator, deInitData })
}

const typeIds = { validator: 1n, executor: 2n, fallback: 3n, hook: 4n } as const

const abi = parseAbi([
  'function installModule(uint256 moduleTypeId, address module, bytes initData) payable',
  'function uninstallModule(uint256 moduleTypeId, address module, bytes deInitData) payable',
])

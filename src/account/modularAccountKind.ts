import {
  type Address,
  decodeAbiParameters,
  encodeFunctionData,
  getAddress,
  type Hex,
  parseAbi,
  size,
  zeroAddress,
} from 'viem'
import { entryPoint06Abi, entryPoint06Address } from 'viem/account-abstraction'
import { readContract } from 'viem/actions'
import { revokeAllGrantsCall } from '../grant/revokeAllGrantsCall.ts'
import { decodeBatch, encodeBatch } from '../routing/batch.ts'
import { wrapSignature } from '../routing/batchSignature.ts'
import { sliceBytes } from '../svm/readBytes.ts'
import type { AccountKind } from './accountKind.ts'
import { findPreviousModule } from './findPreviousModule.ts'

/**
 * Modular Smart Accounts v2 on EntryPoint v0.6, whose router is BatchedSessionRouter.
 *
 * @example
 * ```ts
 * const calls = modularAccountKind.decodeBatch(userOperation.callData)
 * ```
 */
export const modularAccountKind: AccountKind<'0.6', typeof entryPoint06Abi> = {
  entryPoint: { abi: entryPoint06Abi, address: entryPoint06Address, version: '0.6' },
  encodeBatch,
  decodeBatch,
  encodeSignature: wrapSignature,

  // Whatever module it names: the account asks that one.
  decodeSignature({ signature }) {
    try {
      const [batchSignature, router] = decodeAbiParameters(wrapper, signature)
      return { batchSignature, router }
    } catch {
      return undefined
    }
  },

  // The router takes a session key's operations under nonces of that key alone, so that it cannot take its owner's.
  toNonceKey: ({ sessionKey, lane = 0n }) =>
    (BigInt.asUintN(32, lane) << 160n) | BigInt(sessionKey),
  toInitCode: ({ initCode = '0x' }) => initCode,

  toPayment({ paymasterAndData = '0x', ...limits }) {
    const gas = limits.callGasLimit + limits.verificationGasLimit + limits.preVerificationGas
    return { paymaster: findPaymaster(paymasterAndData), maxCost: gas * limits.maxFeePerGas }
  },

  encodeValidation({ userOperation, userOpHash }) {
    const { initCode = '0x', paymasterAndData = '0x' } = userOperation
    const operation = { ...userOperation, initCode, paymasterAndData }
    const args = [operation, userOpHash, 0n] as const
    return encodeFunctionData({ abi, functionName: 'validateUserOp', args })
  },

  install({ account, deployment: { router } }) {
    const data = encodeFunctionData({ abi, functionName: 'enableModule', args: [router] })
    return [{ to: account, data, value: 0n }]
  },

  // The account tells no module that it goes, so grants would outlive it.
  async uninstall(client, { account, deployment }) {
    const { router } = deployment
    const previous = await findPreviousModule(client, { account, module: router, list: 'modules' })
    const args = [previous, router] as const
    const data = encodeFunctionData({ abi, functionName: 'disableModule', args })
    return [revokeAllGrantsCall(deployment), { to: account, data, value: 0n }]
  },

  isInstalled(client, { account, deployment: { router } }) {
    return readContract(client, {
      ...{ address: account, abi, functionName: 'isModuleEnabled', args: [router] },
    })
  },
}

const wrapper = [{ type: 'bytes' }, { type: 'address' }] as const

const abi = parseAbi([
  'struct UserOperation { address sender; uint256 nonce; bytes initCode; bytes callData; uint256 callGasLimit; uint256 verificationGasLimit; uint256 preVerificationGas; uint256 maxFeePerGas; uint256 maxPriorityFeePerGas; bytes paymasterAndData; bytes signature; }',
  'function validateUserOp(UserOperation userOp, bytes32 userOpHash, uint256 missingAccountFunds) returns (uint256 validationData)',
  'function enableModule(address module)',
  'function disableModule(address prevModule, address module)',
  'function isModuleEnabled(address module) view returns (bool)',
])

/** EntryPoint v0.6 takes it from the first 20 bytes. */
function findPaymaster(paymasterAndData: Hex): Address {
  if (size(paymasterAndData) < 20) return zeroAddress
  return getAddress(sliceBytes(paymasterAndData, 0, 20))
}

import { concatHex, encodeFunctionData, parseAbi, zeroAddress } from 'viem'
import {
  entryPoint07Abi,
  entryPoint07Address,
  toPackedUserOperation,
} from 'viem/account-abstraction'
import { readContract } from 'viem/actions'
import type { AccountKind } from './accountKind.ts'
import { decodeExecuteBatch, encodeExecuteBatch } from './executeBatch.ts'
import { installModuleCall, uninstallValidatorCall } from './moduleCalls.ts'
import { toNexusNonceKey } from './toNexusNonceKey.ts'

/**
 * Nexus, an ERC-7579 account, on EntryPoint v0.7, whose router is SessionRouterValidator.
 *
 * @example
 * ```ts
 * const there = { kind: nexusAccountKind, deployment: forErc7579() }
 * const session = await toSessionAccount({ account, grant, key, ...there })
 * ```
 */
export const nexusAccountKind: AccountKind<'0.7', typeof entryPoint07Abi> = {
  entryPoint: { abi: entryPoint07Abi, address: entryPoint07Address, version: '0.7' },
  encodeBatch: encodeExecuteBatch,
  decodeBatch: decodeExecuteBatch,

  // The account reads the validator in the nonce, so nothing is put around the signature.
  encodeSignature: ({ batchSignature }) => batchSignature,
  decodeSignature: ({ signature, deployment: { router } }) => ({
    ...{ batchSignature: signature, router },
  }),

  toNonceKey: ({ router, lane }) => toNexusNonceKey({ validator: router, key: lane }),

  toInitCode({ factory, factoryData = '0x' }) {
    if (factory === undefined) return '0x'
    // The bare marker of EIP-7702 deploys nothing and calls nothing.
    if (/^0x7702(0{36})?$/.test(factory) && factoryData === '0x') return '0x'
    return concatHex([factory, factoryData])
  },

  toPayment({ paymaster, ...limits }) {
    const { paymasterVerificationGasLimit = 0n, paymasterPostOpGasLimit = 0n } = limits
    // The EntryPoint demands all five limits as soon as there are paymaster bytes.
    const sponsoring = paymaster ? paymasterVerificationGasLimit + paymasterPostOpGasLimit : 0n
    const own = limits.callGasLimit + limits.verificationGasLimit + limits.preVerificationGas
    return {
      ...{ paymaster: paymaster ?? zeroAddress },
      maxCost: (own + sponsoring) * limits.maxFeePerGas,
    }
  },

  encodeValidation({ userOperation, userOpHash }) {
    const args = [toPackedUserOperation(userOperation), userOpHash, 0n] as const
    return encodeFunctionData({ abi, functionName: 'validateUserOp', args })
  },

  install: ({ account, deployment: { router } }) => [
    installModuleCall({ account, type: 'validator', module: router }),
  ],

  // The validator ends all grants when it goes, and again when it comes back.
  uninstall: async (client, { account, deployment: { router } }) => [
    await uninstallValidatorCall(client, { account, validator: router }),
  ],

  isInstalled(client, { account, deployment: { router } }) {
    return readContract(client, {
      ...{ address: account, abi, functionName: 'isModuleInstalled' },
      args: [validatorType, router, '0x'],
    })
  },
}

/** The module type of a validator in ERC-7579. */
const validatorType = 1n

const abi = parseAbi([
  'struct PackedUserOperation { address sender; uint256 nonce; bytes initCode; bytes callData; bytes32 accountGasLimits; uint256 preVerificationGas; bytes32 gasFees; bytes paymasterAndData; bytes signature; }',
  'function validateUserOp(PackedUserOperation userOp, bytes32 userOpHash, uint256 missingAccountFunds) returns (uint256 validationData)',
  'function isModuleInstalled(uint256 moduleTypeId, address module, bytes additionalContext) view returns (bool)',
])

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev ERC-4337 user operation as EntryPoint v0.7 and later pass it. Gas fields in gas, fees in wei per gas.
/// @param accountGasLimits `verificationGasLimit (16) ‖ callGasLimit (16)`
/// @param gasFees `maxPriorityFeePerGas (16) ‖ maxFeePerGas (16)`
/// @param paymasterAndData empty, or `paymaster (20) ‖ paymasterVerificationGasLimit (16) ‖ paymasterPostOpGasLimit (16) ‖ data`
struct PackedUserOperation {
    address sender;
    uint256 nonce;
    bytes initCode;
    bytes callData;
    bytes32 accountGasLimits;
    uint256 preVerificationGas;
    bytes32 gasFees;
    bytes paymasterAndData;
    bytes signature;
}

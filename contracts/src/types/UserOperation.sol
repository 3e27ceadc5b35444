// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev ERC-4337 user operation as EntryPoint v0.6 passes it. Gas fields in gas, fees in wei per gas.
struct UserOperation {
    address sender;
    uint256 nonce;
    bytes initCode;
    bytes callData;
    uint256 callGasLimit;
    uint256 verificationGasLimit;
    uint256 preVerificationGas;
    uint256 maxFeePerGas;
    uint256 maxPriorityFeePerGas;
    bytes paymasterAndData;
    bytes signature;
}

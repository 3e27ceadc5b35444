// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev ERC-4337 user operation as EntryPoint v0.7 and v0.8 pass it.
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

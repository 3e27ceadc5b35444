// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "../types/PackedUserOperation.sol";

/// @title What an ERC-7579 account asks of a validator
interface IERC7579Validator {
    function onInstall(bytes calldata data) external;
    function onUninstall(bytes calldata data) external;
    function isInitialized(address account) external view returns (bool);

    /// @return whether this is a module of that type; 1: validator
    function isModuleType(uint256 moduleType) external view returns (bool);

    /// @return validationData ERC-4337: window, and 1 if the signature fails
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData);

    /// @return magicValue ERC-1271: 0x1626ba7e, or 0xffffffff where the module does not sign messages
    function isValidSignatureWithSender(address sender, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4 magicValue);
}

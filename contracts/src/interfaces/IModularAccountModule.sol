// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UserOperation} from "../types/UserOperation.sol";

/// @title What a modular Smart Account v2 (EntryPoint v0.6) asks of an authorization module
interface IModularAccountModule {
    /// @return validationData ERC-4337: window, and 1 if the signature fails
    function validateUserOp(UserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData);

    /// @return magicValue ERC-1271: 0x1626ba7e, or 0xffffffff where the module does not sign messages
    function isValidSignature(bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4 magicValue);
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PackedUserOperation} from "src/types/PackedUserOperation.sol";

/// @dev One call of an ERC-7579 batch.
struct Execution {
    address target;
    uint256 value;
    bytes callData;
}

/// @dev The part of Nexus, an ERC-7579 account, that the tests use.
interface INexus {
    function validateUserOp(
        PackedUserOperation calldata userOp,
        bytes32 userOpHash,
        uint256 missingAccountFunds
    ) external payable returns (uint256);
    function execute(bytes32 mode, bytes calldata executionCalldata) external payable;
    function installModule(uint256 moduleTypeId, address module, bytes calldata initData) external payable;
    function uninstallModule(uint256 moduleTypeId, address module, bytes calldata deInitData) external payable;
    function isModuleInstalled(uint256 moduleTypeId, address module, bytes calldata context)
        external
        view
        returns (bool);
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4);
    function accountId() external view returns (string memory);
}

interface INexusFactory {
    function createAccount(bytes calldata initData, bytes32 salt) external payable returns (address payable);
    function computeAccountAddress(bytes calldata initData, bytes32 salt)
        external
        view
        returns (address payable);
}

interface INexusBootstrap {
    function initNexusWithSingleValidator(
        address validator,
        bytes calldata data,
        address registry,
        address[] calldata attesters,
        uint8 threshold
    ) external;
}

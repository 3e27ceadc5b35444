// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISeedFormat} from "../interfaces/ISeedFormat.sol";
import {ISeedAccount} from "../interfaces/ISeedFramework.sol";
import {ISessionRouter} from "../interfaces/ISessionRouter.sol";

/// @title What both ways of the seed format share: asking a module, and the nonces that such operations may use
library SeedCall {
    /// @dev The original's SDK counts nonce keys in plain numbers. An address, under which a session key of the native format or a careful
    /// owner has nonces of its own, is above.
    uint256 internal constant MAX_NONCE_KEY = type(uint64).max;

    /// @dev In EntryPoint v0.6 a nonce belongs to no module, and the seed format leaves it to nobody. So a session key of this format can take
    /// the owner's next nonce under the keys below, and no other.
    function checkNonce(uint256 nonce) internal pure {
        // The cast cuts lanes and sequence off.
        uint256 found = uint160(nonce >> 64);
        if (found > MAX_NONCE_KEY) revert ISeedFormat.SeedNonceWrong(found, MAX_NONCE_KEY);
    }

    /// @dev Whether the account, which is the caller, has enabled `module`. `index` as below.
    function isEnabled(uint256 index, address module) internal returns (bool) {
        return ask(index, msg.sender, abi.encodeCall(ISeedAccount.isModuleEnabled, (module))) != 0;
    }

    /// @param index the call's index in the batch; 0 where it is the only one
    /// @param data calldata of the module's function, which answers one word
    function ask(uint256 index, address module, bytes memory data) internal returns (uint256 word) {
        bool success;
        uint256 answered;
        // Assembly, and every call through this one function, because `module.call(data)`, or this code where the compiler moves it into another
        // function, reads the gas left some opcodes before it passes it on, and ERC-7562 takes that for a decision. The last test of
        // test/seed.test.ts would find it.
        assembly ("memory-safe") {
            let start := add(data, 0x20)
            let size := mload(data)
            success := call(gas(), module, 0, start, size, 0x00, 0x20)
            answered := returndatasize()
            word := mload(0x00)
        }
        if (!success) revert ISeedFormat.SeedCallRefused(index, module, _returnData());
        // No code answers nothing.
        if (answered != 32) revert ISessionRouter.ModuleAnswerWrong(module, answered, 32);
    }

    function _returnData() private pure returns (bytes memory data) {
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(data, returndatasize())
            returndatacopy(add(data, 0x20), 0, returndatasize())
            mstore(0x40, and(add(add(data, 0x3f), returndatasize()), not(0x1f)))
        }
    }
}

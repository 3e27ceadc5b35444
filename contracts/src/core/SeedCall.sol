// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISeedFormat} from "../interfaces/ISeedFormat.sol";
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

    /// @param call the call's index in the batch; 0 where it is the only one
    /// @param data calldata of the module's function, which answers one word
    function ask(uint256 call, address module, bytes memory data) internal returns (uint256 word) {
        (bool success, bytes memory answer) = module.call(data);
        if (!success) revert ISeedFormat.SeedCallRefused(call, module, answer);
        // No code answers nothing.
        if (answer.length != 32) revert ISessionRouter.ModuleAnswerWrong(module, answer.length, 32);
        return uint256(bytes32(answer));
    }
}

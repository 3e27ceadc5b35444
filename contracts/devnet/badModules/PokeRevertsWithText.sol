// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../src/core/CalldataReader.sol";
import {CallReader} from "../../src/svm/CallReader.sol";
import {SessionValidationModule} from "../../src/svm/SessionValidationModule.sol";
import {requirePoke} from "./PokeSVM.sol";

/// @title A planted bad module: says in a text what is wrong, which nobody can decode
/// @dev Planted for tests of the conformance kit, never to be deployed for use: PokeSVM but for this.
contract PokeRevertsWithText is SessionValidationModule {
    using CalldataReader for bytes;

    function _ruleLength(bytes calldata) internal pure override returns (uint256) {
        return 40;
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        // forge-lint: disable-next-line(custom-errors)
        require(call.target() == rule.packedAddressAt(0), "target");
        requirePoke(rule, call);
        return (true, call.wordAt(36));
    }
}

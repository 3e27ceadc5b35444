// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CallReader} from "../../src/svm/CallReader.sol";
import {SessionValidationModule} from "../../src/svm/SessionValidationModule.sol";
import {requirePoke} from "./PokeSVM.sol";

/// @title A planted bad module: names another call than the one that is wrong
/// @dev Planted for tests of the conformance kit, never to be deployed for use: PokeSVM but for this.
contract PokeNamesNoCall is SessionValidationModule {
    function _ruleLength(bytes calldata) internal pure override returns (uint256) {
        return 40;
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        if (call.value() != 0) revert ValueNotAllowed(type(uint256).max, call.value(), 0);
        requirePoke(rule, call);
        return (true, call.wordAt(36));
    }
}

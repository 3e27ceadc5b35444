// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CallReader} from "../../src/svm/CallReader.sol";
import {SessionValidationModule} from "../../src/svm/SessionValidationModule.sol";
import {requirePoke} from "./PokeSVM.sol";

/// @title A planted bad module: divides by what a call carries
/// @dev Planted for tests of the conformance kit, never to be deployed for use: PokeSVM but for this.
contract PokePanics is SessionValidationModule {
    function _ruleLength(bytes calldata) internal pure override returns (uint256) {
        return 40;
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        requirePoke(rule, call);
        return (true, call.wordAt(36) + 1 / call.wordAt(36));
    }
}

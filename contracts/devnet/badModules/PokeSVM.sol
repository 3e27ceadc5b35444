// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../src/core/CalldataReader.sol";
import {ISVMErrors} from "../../src/interfaces/ISVMErrors.sol";
import {CallReader} from "../../src/svm/CallReader.sol";
import {SessionValidationModule} from "../../src/svm/SessionValidationModule.sol";

interface IPoke {
    function poke(address whom, uint256 amount) external;
}

using CalldataReader for bytes;

/// @dev Checks `poke(whom, amount)` under the rule `target (20) ‖ whom (20)`.
function requirePoke(bytes calldata rule, CallReader call) pure {
    call.requireTarget(rule.packedAddressAt(0));
    call.requireNoValue();
    call.requireSelector(IPoke.poke.selector);
    call.requireLength(68);
    address whom = call.addressAt(4);
    if (whom != rule.packedAddressAt(20)) revert ISVMErrors.RecipientNotAllowed(call.index(), whom);
}

/// @title A planted module that keeps every rule: the twin of the bad ones whose names begin with Poke
/// @dev Planted for tests of the conformance kit, never to be deployed for use. Rule: `target (20) ‖ whom (20)`.
contract PokeSVM is SessionValidationModule {
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
        return (true, call.wordAt(36));
    }
}

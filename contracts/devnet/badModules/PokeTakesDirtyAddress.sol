// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../src/core/CalldataReader.sol";
import {CallReader} from "../../src/svm/CallReader.sol";
import {SessionValidationModule} from "../../src/svm/SessionValidationModule.sol";
import {IPoke} from "./PokeSVM.sol";

/// @title A planted bad module: cuts off what stands above an address
/// @dev Planted for tests of the conformance kit, never to be deployed for use: PokeSVM but for this.
contract PokeTakesDirtyAddress is SessionValidationModule {
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
        call.requireTarget(rule.packedAddressAt(0));
        call.requireNoValue();
        call.requireSelector(IPoke.poke.selector);
        call.requireLength(68);
        // The cast cuts off the bits above 160: what is planted here.
        address whom = address(uint160(call.wordAt(4)));
        if (whom != rule.packedAddressAt(20)) revert RecipientNotAllowed(call.index(), whom);
        return (true, call.wordAt(36));
    }
}

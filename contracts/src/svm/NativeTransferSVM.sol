// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AddressSet} from "./AddressSet.sol";
import {CallReader} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";

/// @title Sending the native currency to a set of recipients
/// @dev Rule: `recipientCount (1) ‖ recipients (20 each)`. Calldata must be empty: nothing is called but what a recipient does when it is paid.
/// Limits are in wei.
contract NativeTransferSVM is SessionValidationModule {
    using AddressSet for bytes;

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        return data.endOf(0);
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        address recipient = call.target();
        if (!rule.has(0, recipient)) revert RecipientNotAllowed(call.index(), recipient);
        call.requireLength(0);
        return (true, call.value());
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISVMErrors} from "../interfaces/ISVMErrors.sol";
import {Call} from "../interfaces/ISessionValidationModule.sol";

/// @title The checks that every module makes of a call, and canonical access to its arguments
library CallReader {
    using CalldataReader for bytes;

    function requireNoCallSpecificData(Call calldata call) internal pure {
        uint256 length = call.callSpecificData.length;
        if (length != 0) revert ISVMErrors.CallSpecificDataNotAllowed(call.index, length, 0);
    }

    function requireTarget(Call calldata call, address allowed) internal pure {
        if (call.target != allowed) revert ISVMErrors.TargetNotAllowed(call.index, call.target, allowed);
    }

    function requireNoValue(Call calldata call) internal pure {
        if (call.value != 0) revert ISVMErrors.ValueNotAllowed(call.index, call.value, 0);
    }

    /// @dev Calldata that is too short to hold a selector reads as padded with zeros, and is refused.
    function requireSelector(Call calldata call, bytes4 allowed) internal pure {
        bytes calldata data = call.data;
        bytes4 found = bytes4(data);
        if (found != allowed || data.length < 4) {
            revert ISVMErrors.SelectorNotAllowed(call.index, found, allowed);
        }
    }

    function requireLength(Call calldata call, uint256 allowed) internal pure {
        if (call.data.length != allowed) {
            revert ISVMErrors.CalldataLengthWrong(call.index, call.data.length, allowed);
        }
    }

    /// @dev The caller has checked the length.
    function wordAt(Call calldata call, uint256 position) internal pure returns (uint256) {
        return call.data.wordAt(position);
    }

    /// @dev Refuses an address with bits above 160, which some contracts would cut off and others refuse.
    function addressAt(Call calldata call, uint256 position) internal pure returns (address) {
        uint256 word = wordAt(call, position);
        if (word > type(uint160).max) revert ISVMErrors.AddressNotClean(call.index, position, word);
        return address(uint160(word));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISeedFormat} from "../interfaces/ISeedFormat.sol";
import {CalldataReader} from "./CalldataReader.sol";

/// @title Reads a single call in its one canonical encoding
/// @dev What a module reads from the same bytes is then what the account executes.
library SingleCall {
    using CalldataReader for bytes;

    /// @dev `execute(address,uint256,bytes)`
    uint256 internal constant EXECUTE = 0xb61d27f6;
    /// @dev `execute_ncC(address,uint256,bytes)`, the same function under a cheaper selector.
    uint256 internal constant EXECUTE_NCC = 0x0000189a;

    /// @dev Where the call's data begin: behind selector, target, value, pointer and length.
    uint256 private constant DATA = 0x84;

    /// @dev `execute(address,uint256,bytes)`, under either name.
    function targetOf(bytes calldata callData) internal pure returns (address target) {
        if (callData.length < DATA) {
            if (callData.length < 4) revert ISeedFormat.SelectorNotSingle(bytes4(callData));
            revert ISeedFormat.SingleCallNotCanonical(callData.length, callData.length, DATA);
        }
        uint256 selector = callData.wordAt(0) >> 224;
        if (selector != EXECUTE && selector != EXECUTE_NCC) {
            revert ISeedFormat.SelectorNotSingle(bytes4(callData));
        }
        uint256 found = callData.wordAt(4);
        // The cast keeps what the comparison is with.
        if (found >> 160 != 0) revert ISeedFormat.SingleCallNotCanonical(4, found, uint160(found));
        target = address(uint160(found));
        found = callData.wordAt(0x44);
        if (found != 0x60) revert ISeedFormat.SingleCallNotCanonical(0x44, found, 0x60);
        uint256 length = callData.wordAt(0x64);
        if (length > callData.length) {
            revert ISeedFormat.SingleCallNotCanonical(0x64, length, callData.length);
        }
        // The length is below that of callData.
        unchecked {
            uint256 unused = (0 - length) & 31;
            uint256 end = DATA + length + unused;
            if (callData.length != end) {
                revert ISeedFormat.SingleCallNotCanonical(end, callData.length, end);
            }
            // Zero padding, shifted out altogether where there is none.
            found = callData.wordAt(DATA + length) >> (256 - 8 * unused);
            if (found != 0) revert ISeedFormat.SingleCallNotCanonical(DATA + length, found, 0);
        }
    }
}

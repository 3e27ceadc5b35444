// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISVMErrors} from "../interfaces/ISVMErrors.sol";
import {Call} from "../interfaces/ISessionValidationModule.sol";

/// @dev One of the calls that a module is asked about: the position in calldata of its ABI-encoded `Call`, whose data stand behind its five
/// words, as every encoder puts them. Words are read without comparing positions with the end of calldata, which costs 120 gas each time: who
/// asks a module about calls that lead nowhere reads zeros, and moves nothing but counters of its own.
type CallReader is uint256;

/// @dev Offset of a call's data in its encoding: five words, and the data's length.
uint256 constant DATA = 6 * 32;

using CalldataReader for uint256;
using {
    index,
    target,
    value,
    dataLength,
    wordAt,
    addressAt,
    requireNoCallSpecificData,
    requireTarget,
    requireNoValue,
    requireSelector,
    requireLength
} for CallReader global;

/// @dev Refuses a call whose data stand elsewhere.
/// @param i below the number of calls
function readerAt(Call[] calldata calls, uint256 i) pure returns (CallReader reader) {
    uint256 pointer;
    assembly ("memory-safe") {
        reader := add(calls.offset, calldataload(add(calls.offset, shl(5, i))))
        pointer := calldataload(add(reader, 0x60))
    }
    if (pointer != DATA - 32) revert ISVMErrors.CallNotCanonical(i, pointer, DATA - 32);
}

/// @dev The call's place in the batch.
function index(CallReader call) pure returns (uint256) {
    return CallReader.unwrap(call).load();
}

function target(CallReader call) pure returns (address) {
    unchecked {
        return address(uint160((CallReader.unwrap(call) + 0x20).load()));
    }
}

/// @dev Wei.
function value(CallReader call) pure returns (uint256) {
    unchecked {
        return (CallReader.unwrap(call) + 0x40).load();
    }
}

function dataLength(CallReader call) pure returns (uint256) {
    unchecked {
        return (CallReader.unwrap(call) + DATA - 32).load();
    }
}

/// @dev 32 bytes of the call's data. The module has checked the length.
function wordAt(CallReader call, uint256 position) pure returns (uint256) {
    unchecked {
        return (CallReader.unwrap(call) + DATA + position).load();
    }
}

/// @dev Refuses an address with bits above 160, which some contracts would cut off and others refuse.
function addressAt(CallReader call, uint256 position) pure returns (address) {
    uint256 word = wordAt(call, position);
    if (word >> 160 != 0) revert ISVMErrors.AddressNotClean(call.index(), position, word);
    return address(uint160(word));
}

function requireNoCallSpecificData(CallReader call) pure {
    unchecked {
        uint256 found = (CallReader.unwrap(call) + (CallReader.unwrap(call) + 0x80).load()).load();
        if (found != 0) revert ISVMErrors.CallSpecificDataNotAllowed(call.index(), found, 0);
    }
}

function requireTarget(CallReader call, address allowed) pure {
    address found = call.target();
    if (found != allowed) revert ISVMErrors.TargetNotAllowed(call.index(), found, allowed);
}

function requireNoValue(CallReader call) pure {
    uint256 found = call.value();
    if (found != 0) revert ISVMErrors.ValueNotAllowed(call.index(), found, 0);
}

/// @dev Calldata that is too short to hold a selector reads as padded with zeros, and is refused.
function requireSelector(CallReader call, bytes4 allowed) pure {
    bytes4 found = bytes4(bytes32(call.wordAt(0)));
    if (found != allowed || call.dataLength() < 4) {
        revert ISVMErrors.SelectorNotAllowed(call.index(), found, allowed);
    }
}

function requireLength(CallReader call, uint256 allowed) pure {
    uint256 found = call.dataLength();
    if (found != allowed) revert ISVMErrors.CalldataLengthWrong(call.index(), found, allowed);
}

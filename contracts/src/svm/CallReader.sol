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
    holds,
    specificDataLength,
    readPeriod,
    requireSpecificDataLength,
    requireTarget,
    requireNoValue,
    requireSelector,
    requireEitherSelector,
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

/// @dev Whether an address argument is this address, and clean. If not, `addressAt` finds out which.
function holds(CallReader call, uint256 position, address wanted) pure returns (bool) {
    return wordAt(call, position) == uint160(wanted);
}

/// @dev Bytes of call-specific data.
function specificDataLength(CallReader call) pure returns (uint256) {
    unchecked {
        return (CallReader.unwrap(call) + (CallReader.unwrap(call) + 0x80).load()).load();
    }
}

/// @dev Under a limit per period, a call names its period in the first four bytes of its call-specific data.
function readPeriod(CallReader call) pure returns (uint256) {
    unchecked {
        uint256 found = call.specificDataLength();
        if (found < 4) revert ISVMErrors.CallSpecificDataNotAllowed(call.index(), found, 4);
        return (CallReader.unwrap(call) + (CallReader.unwrap(call) + 0x80).load() + 0x20).load() >> 224;
    }
}

function requireSpecificDataLength(CallReader call, uint256 allowed) pure {
    uint256 found = call.specificDataLength();
    if (found != allowed) revert ISVMErrors.CallSpecificDataNotAllowed(call.index(), found, allowed);
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

/// @dev The first of the two is named when it is neither.
function requireEitherSelector(CallReader call, bytes4 allowed, bytes4 other) pure {
    bytes4 found = bytes4(bytes32(call.wordAt(0)));
    if ((found != allowed && found != other) || call.dataLength() < 4) {
        revert ISVMErrors.SelectorNotAllowed(call.index(), found, allowed);
    }
}

function requireLength(CallReader call, uint256 allowed) pure {
    uint256 found = call.dataLength();
    if (found != allowed) revert ISVMErrors.CalldataLengthWrong(call.index(), found, allowed);
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev The calls of a batch: the position in memory of their number and of the bits of their targets, followed by four words a call. Structs would do, and cost 300 gas more
/// a call: Solidity fills each with zeros first and compares every index.
type Batch is uint256;

/// @dev One call of a batch, as the account will execute it: the position in memory of four words, `target | value (wei) | data | dataLength`,
/// where data is a position in calldata and its length is in bytes.
type CallView is uint256;

using {length, targetBits, callAt} for Batch global;
using {target, value, data, dataLength} for CallView global;

/// @param count at most 255
function newBatch(uint256 count) pure returns (Batch batch) {
    assembly ("memory-safe") {
        batch := mload(0x40)
        mstore(batch, count)
        mstore(0x40, add(add(batch, 0x40), shl(7, count)))
    }
}

function length(Batch batch) pure returns (uint256 count) {
    assembly ("memory-safe") {
        count := mload(batch)
    }
}

/// @dev For every target the bit that its last byte names: see ForbiddenTargets.
function targetBits(Batch batch) pure returns (uint256 bits) {
    assembly ("memory-safe") {
        bits := mload(add(batch, 0x20))
    }
}

/// @param index below the batch's length
function callAt(Batch batch, uint256 index) pure returns (CallView) {
    unchecked {
        return CallView.wrap(Batch.unwrap(batch) + 0x40 + 0x80 * index);
    }
}

/// @dev The contract that is called.
function target(CallView call_) pure returns (address to) {
    assembly ("memory-safe") {
        to := mload(call_)
    }
}

function value(CallView call_) pure returns (uint256 wei_) {
    assembly ("memory-safe") {
        wei_ := mload(add(call_, 0x20))
    }
}

function data(CallView call_) pure returns (uint256 position) {
    assembly ("memory-safe") {
        position := mload(add(call_, 0x40))
    }
}

function dataLength(CallView call_) pure returns (uint256 size) {
    assembly ("memory-safe") {
        size := mload(add(call_, 0x60))
    }
}

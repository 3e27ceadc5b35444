// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../core/CalldataReader.sol";
import {IABIRulesErrors} from "../../interfaces/IABIRulesErrors.sol";
import {ISVMErrors} from "../../interfaces/ISVMErrors.sol";

/// @dev What reading one call by one session's rules needs at hand. Positions are in calldata.
/// @param call the call's index in the batch
/// @param data where the call's data stand
/// @param end behind the call's data
/// @param rule where the session's rule stands
/// @param ruleEnd behind the rule
/// @param proofsStart where the call-specific data stand
/// @param proofs what is not yet read of them
/// @param proofsEnd behind the call-specific data
/// @param marks where in memory the table of marked parameters stands: by number where each is, 0: not in reach
/// @param markCount how many marked parameters there are
struct Reading {
    uint256 call;
    address account;
    uint256 data;
    uint256 end;
    uint256 rule;
    uint256 ruleEnd;
    uint256 proofsStart;
    uint256 proofs;
    uint256 proofsEnd;
    uint256 marks;
    uint256 markCount;
}

/// @dev A place in the layout or in the rule tree, with how many marks or rules stand before it: `count << 32 | position in calldata`,
/// which stays below 2^32.
type Cursor is uint256;

/// @dev Where a marked parameter stands: `type byte << 160 | position of its type in calldata << 128 | position of its value in calldata`.
/// The value of a list, of bytes and of a string begins with its length.
type Mark is uint256;

using {position, count, plus, counted} for Cursor global;
using {parameter, typeAt, value} for Mark global;
using {byteAt, requireBytes, inSession, inCall, requireReach, setMark, writeMark, markAt} for Reading global;
using CalldataReader for uint256;

function position(Cursor cursor) pure returns (uint256) {
    return uint32(Cursor.unwrap(cursor));
}

function count(Cursor cursor) pure returns (uint256) {
    return Cursor.unwrap(cursor) >> 32;
}

/// @param length bytes of the session data, not 2^32 of them
function plus(Cursor cursor, uint256 length) pure returns (Cursor) {
    unchecked {
        return Cursor.wrap(Cursor.unwrap(cursor) + length);
    }
}

function counted(Cursor cursor) pure returns (Cursor) {
    unchecked {
        return Cursor.wrap(Cursor.unwrap(cursor) + (1 << 32));
    }
}

function parameter(Mark mark) pure returns (uint256) {
    return Mark.unwrap(mark) >> 160;
}

function typeAt(Mark mark) pure returns (uint256) {
    return uint32(Mark.unwrap(mark) >> 128);
}

function value(Mark mark) pure returns (uint256) {
    return uint128(Mark.unwrap(mark));
}

/// @dev A byte of the session's rule.
function byteAt(Reading memory r, uint256 place) pure returns (uint256) {
    if (place >= r.ruleEnd) r.requireBytes(place, 1);
    return place.load() >> 248;
}

/// @dev Refuses a rule that ends before `at + length`.
function requireBytes(Reading memory r, uint256 place, uint256 length) pure {
    unchecked {
        if (place + length > r.ruleEnd) {
            revert ISVMErrors.SessionDataMalformed(r.ruleEnd - r.rule, place + length - r.rule);
        }
    }
}

/// @dev Offset in the session data.
function inSession(Reading memory r, uint256 place) pure returns (uint256) {
    unchecked {
        return place - r.rule;
    }
}

/// @dev Offset in the call's data.
function inCall(Reading memory r, uint256 place) pure returns (uint256) {
    unchecked {
        return place - r.data;
    }
}

/// @dev Refuses calldata that end before `at`.
function requireReach(Reading memory r, uint256 place) pure {
    if (place > r.end) revert IABIRulesErrors.CalldataTooShort(r.call, r.inCall(r.end), r.inCall(place));
}

/// @dev A table of `count_` marks, all out of reach.
function newMarks(uint256 count_) pure returns (uint256 table) {
    assembly ("memory-safe") {
        table := mload(0x40)
        // Behind the end of calldata stand zeros.
        calldatacopy(table, calldatasize(), shl(5, count_))
        mstore(0x40, add(table, shl(5, count_)))
    }
}

/// @dev Counts a marked parameter and notes where it stands.
/// @param place position of its value; 0: somewhere in an array, out of reach for now
function setMark(Reading memory r, Cursor cursor, uint256 type_, uint256 place) pure returns (Cursor) {
    uint256 number = cursor.count();
    if (number >= r.markCount) revert IABIRulesErrors.MarkCountWrong(number + 1, r.markCount);
    if (place != 0) r.writeMark(number, type_ << 160 | cursor.position() << 128 | place);
    return cursor.counted();
}

/// @param index a mark's number, below `markCount`
function writeMark(Reading memory r, uint256 index, uint256 mark) pure {
    uint256 table = r.marks;
    assembly ("memory-safe") {
        mstore(add(table, shl(5, index)), mark)
    }
}

/// @param index a mark's number, below the table's length
function readMark(uint256 table, uint256 index) pure returns (Mark mark) {
    assembly ("memory-safe") {
        mark := mload(add(table, shl(5, index)))
    }
}

/// @dev Finds a marked parameter.
/// @param index its number, as it stands at `place` in the rule
function markAt(Reading memory r, uint256 place, uint256 index) pure returns (Mark mark) {
    if (index < r.markCount) mark = readMark(r.marks, index);
    if (Mark.unwrap(mark) == 0) revert IABIRulesErrors.RuleMalformed(r.inSession(place), index);
}

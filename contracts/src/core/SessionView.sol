// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Window, toWindow} from "../types/Window.sol";
import {CalldataReader} from "./CalldataReader.sol";

/// @dev A session of the routing, as the position in calldata at which it stands:
/// `validAfter (6) ‖ validUntil (6) ‖ module (20) ‖ dataLength (2) ‖ data ‖ callCount (1) ‖ entries`.
type SessionView is uint256;

/// @dev The sessions of a grant that an operation uses: the position in memory of their number, followed by their positions in calldata and
/// then by their leaves, a word each. Arrays would do, and cost 50 gas more for every access.
type Sessions is uint256;

using {hasWindow, window, module, data, dataLength, callCount} for SessionView global;
using {length, sessionAt, leafAt, leaves, findTwin} for Sessions global;

/// @param count at most 255
function newSessions(uint256 count) pure returns (Sessions sessions) {
    assembly ("memory-safe") {
        sessions := mload(0x40)
        mstore(sessions, count)
        mstore(0x40, add(add(sessions, 0x20), shl(6, count)))
    }
}

function length(Sessions sessions) pure returns (uint256 count) {
    assembly ("memory-safe") {
        count := mload(sessions)
    }
}

/// @param index here and below: less than the number of sessions
function sessionAt(Sessions sessions, uint256 index) pure returns (SessionView session) {
    assembly ("memory-safe") {
        session := mload(add(add(sessions, 0x20), shl(5, index)))
    }
}

/// @dev Position in memory of the leaves.
function leaves(Sessions sessions) pure returns (uint256 position) {
    assembly ("memory-safe") {
        position := add(add(sessions, 0x20), shl(5, mload(sessions)))
    }
}

function leafAt(Sessions sessions, uint256 index) pure returns (bytes32 leaf) {
    assembly ("memory-safe") {
        leaf := mload(add(add(sessions, 0x20), shl(5, add(mload(sessions), index))))
    }
}

/// @return twin the first session with the same leaf: `index` itself, if it stands there once
function findTwin(Sessions sessions, uint256 index) pure returns (uint256 twin) {
    uint256 first = sessions.leaves();
    assembly ("memory-safe") {
        let leaf := mload(add(first, shl(5, index)))
        for {} xor(mload(add(first, shl(5, twin))), leaf) { twin := add(twin, 1) } {}
    }
}

function hasWindow(SessionView session) pure returns (bool) {
    return CalldataReader.load(SessionView.unwrap(session)) >> 160 != 0;
}

/// @dev The session's own window, not yet narrowed by the grant's. Refuses bounds out of range.
function window(SessionView session) pure returns (Window) {
    uint256 word = CalldataReader.load(SessionView.unwrap(session));
    // Casts keep the lowest 48 bits of a shifted word, which are exactly the field.
    return toWindow(uint48(word >> 208), uint48(word >> 160));
}

function module(SessionView session) pure returns (address) {
    return address(uint160(CalldataReader.load(SessionView.unwrap(session))));
}

/// @dev Position in calldata.
function data(SessionView session) pure returns (uint256) {
    unchecked {
        return SessionView.unwrap(session) + 34;
    }
}

function dataLength(SessionView session) pure returns (uint256) {
    unchecked {
        return CalldataReader.load(SessionView.unwrap(session) + 32) >> 240;
    }
}

function callCount(SessionView session) pure returns (uint256) {
    unchecked {
        return CalldataReader.load(SessionView.unwrap(session) + 34 + dataLength(session)) >> 248;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GRANT_TYPEHASH, Grant, GrantId} from "../types/Grant.sol";
import {SessionKey} from "../types/SessionKey.sol";
import {Window} from "../types/Window.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {Sessions} from "./SessionView.sol";

/// @dev A grant's terms in the routing, as the position in calldata at which they stand:
/// `validAfter (6) ‖ validUntil (6) ‖ paymaster (20) ‖ feeBudget (12) ‖ salt (8) ‖ sessionCount (1)`.
type GrantView is uint256;

/// @dev The grants of a routing: the position in memory of their number, of the bits of their modules and of the type of their key, followed by four words a grant,
/// `terms | sessions | root | id`. Structs would do, and cost 700 gas more a grant.
type Grants is uint256;

/// @dev One of them: the position in memory of its four words.
type RoutedGrant is uint256;

using {window, paymaster, feeBudget, sessionCount, toId, toGrant} for GrantView global;
using {length, moduleBits, keyType, grantAt} for Grants global;
using {terms, sessions, root, id, setTerms, setId} for RoutedGrant global;
using CalldataReader for uint256;

/// @dev Of a grant that the ledger enabled, which has checked the bounds. Casts here and below keep the lowest bits of a shifted word, which
/// are exactly the field.
function window(GrantView view_) pure returns (Window) {
    uint256 word = GrantView.unwrap(view_).load();
    return Window.wrap(uint256(uint48(word >> 160)) << 48 | word >> 208);
}

function paymaster(GrantView view_) pure returns (address) {
    return address(uint160(GrantView.unwrap(view_).load()));
}

/// @dev Wei.
function feeBudget(GrantView view_) pure returns (uint256) {
    unchecked {
        return (GrantView.unwrap(view_) + 32).load() >> 160;
    }
}

function sessionCount(GrantView view_) pure returns (uint256) {
    unchecked {
        return uint8((GrantView.unwrap(view_) + 21).load());
    }
}

/// @dev `toGrant(router, toSessionKey(key, keyType_), sessionsRoot).toId()` in one piece, because making the struct costs 500 gas more. `test/Hashes.t.sol` compares the two.
function toId(GrantView view_, address router, address key, uint256 keyType_, bytes32 sessionsRoot)
    pure
    returns (GrantId id_)
{
    bytes32 typehash = GRANT_TYPEHASH;
    assembly ("memory-safe") {
        let free := mload(0x40)
        let word := calldataload(view_)
        let more := calldataload(add(view_, 0x20))
        mstore(free, typehash)
        mstore(add(free, 0x20), router)
        mstore(add(free, 0x40), key)
        mstore(add(free, 0x60), keyType_)
        mstore(add(free, 0x80), shr(208, word))
        mstore(add(free, 0xa0), shr(208, shl(48, word)))
        mstore(add(free, 0xc0), shr(96, shl(96, word)))
        mstore(add(free, 0xe0), shr(160, more))
        mstore(add(free, 0x100), sessionsRoot)
        mstore(add(free, 0x120), shr(192, shl(96, more)))
        id_ := keccak256(free, 0x140)
    }
}

function toGrant(GrantView view_, address router, SessionKey key, bytes32 sessionsRoot)
    pure
    returns (Grant memory)
{
    uint256 word = GrantView.unwrap(view_).load();
    uint256 more = (GrantView.unwrap(view_) + 32).load();
    return Grant({
        router: router,
        key: key.identity(),
        keyType: key.keyType(),
        validAfter: uint48(word >> 208),
        validUntil: uint48(word >> 160),
        paymaster: address(uint160(word)),
        feeBudget: uint96(more >> 160),
        sessionsRoot: sessionsRoot,
        salt: uint64(more >> 96)
    });
}

/// @param count at most 255
/// @param keyType_ of the one key of all grants
function newGrants(uint256 count, uint256 keyType_) pure returns (Grants grants) {
    assembly ("memory-safe") {
        grants := mload(0x40)
        mstore(grants, count)
        mstore(add(grants, 0x20), 0)
        mstore(add(grants, 0x40), keyType_)
        mstore(0x40, add(add(grants, 0x60), shl(7, count)))
    }
}

function length(Grants grants) pure returns (uint256 count) {
    assembly ("memory-safe") {
        count := mload(grants)
    }
}

/// @dev For every module the bit that its last byte names: see ForbiddenTargets.
function moduleBits(Grants grants) pure returns (uint256 bits) {
    assembly ("memory-safe") {
        bits := mload(add(grants, 0x20))
    }
}

/// @dev At most 255. Kept here because one more variable costs the decoder's loop its place on the stack: 150 gas.
function keyType(Grants grants) pure returns (uint256 keyType_) {
    assembly ("memory-safe") {
        keyType_ := mload(add(grants, 0x40))
    }
}

/// @param index below the number of grants
function grantAt(Grants grants, uint256 index) pure returns (RoutedGrant) {
    unchecked {
        return RoutedGrant.wrap(Grants.unwrap(grants) + 0x60 + 0x80 * index);
    }
}

/// @param sessions_ those that the operation uses
/// @param sessionsRoot what they and their proof lead to
function setTerms(RoutedGrant grant, GrantView view_, Sessions sessions_, bytes32 sessionsRoot) pure {
    assembly ("memory-safe") {
        mstore(grant, view_)
        mstore(add(grant, 0x20), sessions_)
        mstore(add(grant, 0x40), sessionsRoot)
    }
}

function setId(RoutedGrant grant, GrantId id_) pure {
    assembly ("memory-safe") {
        mstore(add(grant, 0x60), id_)
    }
}

function terms(RoutedGrant grant) pure returns (GrantView view_) {
    assembly ("memory-safe") {
        view_ := mload(grant)
    }
}

/// @dev Those that the operation uses.
function sessions(RoutedGrant grant) pure returns (Sessions sessions_) {
    assembly ("memory-safe") {
        sessions_ := mload(add(grant, 0x20))
    }
}

/// @dev What the sessions and their proof lead to.
function root(RoutedGrant grant) pure returns (bytes32 sessionsRoot) {
    assembly ("memory-safe") {
        sessionsRoot := mload(add(grant, 0x40))
    }
}

function id(RoutedGrant grant) pure returns (GrantId id_) {
    assembly ("memory-safe") {
        id_ := mload(add(grant, 0x60))
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantId} from "./Grant.sol";
import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";

/// @dev Names a session of a grant: the key under which modules keep its counters.
type SessionId is bytes32;

/// @dev A leaf of a grant's tree: a permission with its time window.
/// @param validAfter seconds; 0: as the grant
/// @param validUntil seconds; 0: as the grant
/// @param module the Session Validation Module that checks the calls of this session
/// @param data what the module is to allow, in the module's own layout; at most 65,535 bytes
struct Session {
    uint48 validAfter;
    uint48 validUntil;
    address module;
    bytes data;
}

/// @dev Starts the preimage of every leaf, which makes it longer than a tree node's 64 bytes: no leaf is ever a node.
bytes32 constant SESSION_TAG =
    keccak256("Session(uint48 validAfter,uint48 validUntil,address module,uint16 dataLength,bytes data)");

/// @dev A leaf: the hash of the tag and of the session as the routing carries it, packed. Nobody signs a leaf by itself, so it need not be
/// an EIP-712 struct, whose hash costs 150 gas more.
/// @param data at most 65,535 bytes
function hashSession(uint48 validAfter, uint48 validUntil, address module, bytes memory data)
    pure
    returns (bytes32 leaf)
{
    // The caller sees to the length.
    return keccak256(abi.encodePacked(SESSION_TAG, validAfter, validUntil, module, uint16(data.length), data));
}

/// @dev Counters belong to one session of one grant: granting the same terms again starts afresh.
function sessionId(GrantId grantId, bytes32 leaf) pure returns (SessionId) {
    return SessionId.wrap(EfficientHashLib.hash(GrantId.unwrap(grantId), leaf));
}

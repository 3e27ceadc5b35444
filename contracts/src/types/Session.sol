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
/// @param data what the module is to allow, in the module's own layout
struct Session {
    uint48 validAfter;
    uint48 validUntil;
    address module;
    bytes data;
}

bytes32 constant SESSION_TYPEHASH =
    keccak256("Session(uint48 validAfter,uint48 validUntil,address module,bytes data)");

/// @dev EIP-712 `hashStruct` of a Session. Its preimage has 160 bytes and a tree node's has 64: no leaf is ever a node.
function hashSession(uint48 validAfter, uint48 validUntil, address module, bytes32 dataHash)
    pure
    returns (bytes32 leaf)
{
    return EfficientHashLib.hash(
        uint256(SESSION_TYPEHASH),
        uint256(validAfter),
        uint256(validUntil),
        uint256(uint160(module)),
        uint256(dataHash)
    );
}

/// @dev Counters belong to one session of one grant: granting the same terms again starts afresh.
function sessionId(GrantId grantId, bytes32 leaf) pure returns (SessionId) {
    return SessionId.wrap(EfficientHashLib.hash(GrantId.unwrap(grantId), leaf));
}

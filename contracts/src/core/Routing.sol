// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {Grant, KEY_TYPE_SECP256K1} from "../types/Grant.sol";
import {hashSession} from "../types/Session.sol";
import {Window, toWindow} from "../types/Window.sol";
import {CallView} from "./CallView.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {Multiproof} from "./Multiproof.sol";

/// @dev A session as the operation carries it.
/// @param leaf its hash in the grant's tree
/// @param window its own, not yet narrowed by the grant's
/// @param module its Session Validation Module
/// @param data position in calldata of the session's data
/// @param dataLength its length in bytes
/// @param indices position in calldata of its entries `index (1) ‖ length (2) ‖ call-specific data`
/// @param callCount how many entries there are
struct RoutedSession {
    bytes32 leaf;
    Window window;
    address module;
    uint256 data;
    uint256 dataLength;
    uint256 indices;
    uint256 callCount;
}

/// @title Reads the routing: which session of which grant covers which call
/// @dev Guarantees: every call is covered exactly once, every session covers a call, no session stands twice, nothing is left over.
/// What it returns is a claim: true only if the ledger knows the grant's id, into which all of it has been hashed.
/// Unchecked throughout: a cursor is at most the routing's length plus 2^16, counts take a byte, and what a cursor passes is compared
/// with the length before it is read. Layout, byte by byte: docs/format.md.
library Routing {
    using CalldataReader for bytes;

    uint8 internal constant VERSION = 1;
    uint8 internal constant FLAGS = 0;
    uint8 internal constant GRANTS = 1;

    /// @dev Version, flags, key type, key and the number of grants.
    uint256 private constant HEADER = 24;
    /// @dev A grant's terms and the number of its sessions.
    uint256 private constant TERMS = 53;
    /// @dev A session up to its data.
    uint256 private constant SESSION = 34;
    /// @dev An entry for a call, up to its call-specific data.
    uint256 private constant ENTRY = 3;

    /// @param calls the batch; where call-specific data stands is filled in
    function decode(bytes calldata routing, address router, CallView[] memory calls)
        internal
        pure
        returns (Grant memory grant, RoutedSession[] memory sessions)
    {
        _requireBytes(routing, HEADER + TERMS);
        _decodeHeader(routing, grant);
        grant.router = router;
        _decodeTerms(routing, grant);
        uint256 cursor;
        (sessions, cursor) = _decodeSessions(routing, calls);
        (grant.sessionsRoot, cursor) = _decodeProof(routing, cursor, _hashSessions(sessions));
        if (cursor != routing.length) revert ISessionRouter.RoutingTrailing(routing.length - cursor);
    }

    /// @dev Narrowing casts keep the lowest bits of a shifted word, which are exactly the field.
    function _decodeHeader(bytes calldata routing, Grant memory grant) private pure {
        uint256 word = routing.wordAt(0);
        uint8 version = uint8(word >> 248);
        if (version != VERSION) revert ISessionRouter.VersionUnknown(version, VERSION);
        uint8 flags = uint8(word >> 240);
        if (flags != FLAGS) revert ISessionRouter.FlagsUnknown(flags, FLAGS);
        uint8 keyType = uint8(word >> 232);
        if (keyType != KEY_TYPE_SECP256K1) {
            revert ISessionRouter.KeyTypeUnsupported(keyType, KEY_TYPE_SECP256K1);
        }
        grant.keyType = keyType;
        grant.key = address(uint160(word >> 72));
        if (grant.key == address(0)) revert ISessionRouter.SessionKeyZero();
        uint8 grants = uint8(word >> 64);
        if (grants != GRANTS) revert ISessionRouter.GrantCountUnsupported(grants, GRANTS);
    }

    function _decodeTerms(bytes calldata routing, Grant memory grant) private pure {
        uint256 word = routing.wordAt(HEADER);
        grant.validAfter = uint48(word >> 208);
        grant.validUntil = uint48(word >> 160);
        grant.paymaster = address(uint160(word));
        word = routing.wordAt(HEADER + 32);
        grant.feeBudget = uint96(word >> 160);
        grant.salt = uint64(word >> 96);
        if (grant.paymaster == address(0) && grant.feeBudget == 0) {
            revert ISessionRouter.GrantFeeTermsMissing();
        }
    }

    function _decodeSessions(bytes calldata routing, CallView[] memory calls)
        private
        pure
        returns (RoutedSession[] memory sessions, uint256 cursor)
    {
        unchecked {
            cursor = HEADER + TERMS;
            uint256 count = uint8(routing[cursor - 1]);
            if (count == 0) revert ISessionRouter.SessionCountZero();
            sessions = new RoutedSession[](count);
            uint256 routed = 0;
            for (uint256 i = 0; i < count; ++i) {
                RoutedSession memory session = sessions[i];
                cursor = _decodeSession(routing, cursor, session);
                if (session.callCount == 0) revert ISessionRouter.SessionServesNoCall(i);
                (routed, cursor) = _decodeEntries(routing, cursor, session.callCount, calls, routed);
            }
            // As many bits as calls, of which there are at most 255.
            if (routed != (1 << calls.length) - 1) {
                uint256 missing = 0;
                while (routed >> missing & 1 == 1) ++missing;
                revert ISessionRouter.CallNotRouted(missing);
            }
        }
    }

    function _decodeSession(bytes calldata routing, uint256 cursor, RoutedSession memory session)
        private
        pure
        returns (uint256)
    {
        unchecked {
            _requireBytes(routing, cursor + SESSION);
            uint256 word = routing.wordAt(cursor);
            session.window = toWindow(uint48(word >> 208), uint48(word >> 160));
            session.module = address(uint160(word));
            uint256 length = routing.wordAt(cursor + 32) >> 240;
            cursor += SESSION;
            session.data = routing.positionOf(cursor);
            session.dataLength = length;
            cursor += length + 1;
            _requireBytes(routing, cursor);
            session.callCount = uint8(routing[cursor - 1]);
            session.indices = routing.positionOf(cursor);
            return cursor;
        }
    }

    function _hashSessions(RoutedSession[] memory sessions) private pure returns (bytes32[] memory leaves) {
        unchecked {
            leaves = new bytes32[](sessions.length);
            for (uint256 i = 0; i < sessions.length; ++i) {
                RoutedSession memory session = sessions[i];
                bytes32 leaf = hashSession(
                    session.window.validAfter(),
                    session.window.validUntil(),
                    session.module,
                    CalldataReader.hashAt(session.data, session.dataLength)
                );
                _requireNew(leaves, i, leaf);
                leaves[i] = leaf;
                session.leaf = leaf;
            }
        }
    }

    function _requireNew(bytes32[] memory leaves, uint256 count, bytes32 leaf) private pure {
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                if (leaves[i] == leaf) revert ISessionRouter.SessionTwice(i, count);
            }
        }
    }

    /// @param routed bit i is set when call i is covered already
    function _decodeEntries(
        bytes calldata routing,
        uint256 cursor,
        uint256 count,
        CallView[] memory calls,
        uint256 routed
    ) private pure returns (uint256, uint256) {
        unchecked {
            uint256 previous = 0;
            for (uint256 i = 0; i < count; ++i) {
                _requireBytes(routing, cursor + ENTRY);
                uint256 word = routing.wordAt(cursor) >> 232;
                uint256 index = word >> 16;
                uint256 length = uint16(word);
                cursor += ENTRY;
                _requireBytes(routing, cursor + length);
                if (index >= calls.length) revert ISessionRouter.CallIndexOutOfRange(index, calls.length);
                if (i != 0 && index <= previous) {
                    revert ISessionRouter.CallIndexNotAscending(index, previous);
                }
                if (routed >> index & 1 == 1) revert ISessionRouter.CallRoutedTwice(index);
                routed |= 1 << index;
                previous = index;
                calls[index].specific = routing.positionOf(cursor);
                calls[index].specificLength = length;
                cursor += length;
            }
            return (routed, cursor);
        }
    }

    function _decodeProof(bytes calldata routing, uint256 cursor, bytes32[] memory leaves)
        private
        pure
        returns (bytes32 root, uint256)
    {
        unchecked {
            _requireBytes(routing, cursor + 1);
            uint256 nodeCount = uint8(routing[cursor]);
            uint256 flags = cursor + 1;
            uint256 nodes = flags + (leaves.length + nodeCount - 1 + 7) / 8;
            uint256 end = nodes + 32 * nodeCount;
            _requireBytes(routing, end);
            return (Multiproof.rootOf(leaves, routing[flags:nodes], routing[nodes:end]), end);
        }
    }

    function _requireBytes(bytes calldata routing, uint256 needed) private pure {
        if (routing.length < needed) revert ISessionRouter.RoutingTruncated(routing.length, needed);
    }
}

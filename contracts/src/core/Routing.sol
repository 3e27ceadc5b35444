// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {Call} from "../interfaces/ISessionValidationModule.sol";
import {Grant, KEY_TYPE_SECP256K1} from "../types/Grant.sol";
import {hashSession} from "../types/Session.sol";
import {Window, toWindow} from "../types/Window.sol";
import {Multiproof} from "./Multiproof.sol";

/// @dev A session as the operation carries it, with the calls that are routed to it.
/// @param leaf its hash in the grant's tree
/// @param window its own, not yet narrowed by the grant's
struct RoutedSession {
    bytes32 leaf;
    Window window;
    address module;
    bytes data;
    Call[] calls;
}

/// @title Reads the routing: which session of which grant covers which call
/// @dev Guarantees: every call is covered exactly once, every session covers a call, no session stands twice, nothing is left over.
/// What it returns is a claim: true only if the ledger knows the grant's id, into which all of it has been hashed.
/// Layout, byte by byte: docs/format.md.
library Routing {
    uint8 internal constant VERSION = 1;
    uint8 internal constant FLAGS = 0;
    uint8 internal constant GRANTS = 1;

    /// @param calls the batch; call-specific data is filled in
    function decode(bytes calldata routing, address router, Call[] memory calls)
        internal
        pure
        returns (Grant memory grant, RoutedSession[] memory sessions)
    {
        uint256 cursor;
        (grant, cursor) = _decodeTerms(routing, router);
        bytes32[] memory leaves;
        (sessions, leaves, cursor) = _decodeSessions(routing, cursor, calls);
        (grant.sessionsRoot, cursor) = _decodeProof(routing, cursor, leaves);
        if (cursor != routing.length) revert ISessionRouter.RoutingTrailing(routing.length - cursor);
    }

    function _decodeTerms(bytes calldata routing, address router)
        private
        pure
        returns (Grant memory grant, uint256 cursor)
    {
        uint256 version;
        uint256 flags;
        uint256 keyType;
        uint256 grants;
        uint256 word;
        // Narrowing casts keep everything: each field was read with the width of its type.
        (version, cursor) = _read(routing, 0, 1);
        if (version != VERSION) revert ISessionRouter.VersionUnknown(uint8(version), VERSION);
        (flags, cursor) = _read(routing, cursor, 1);
        if (flags != FLAGS) revert ISessionRouter.FlagsUnknown(uint8(flags), FLAGS);
        (keyType, cursor) = _read(routing, cursor, 1);
        if (keyType != KEY_TYPE_SECP256K1) {
            revert ISessionRouter.KeyTypeUnsupported(uint8(keyType), KEY_TYPE_SECP256K1);
        }
        grant.router = router;
        grant.keyType = uint8(keyType);
        (word, cursor) = _read(routing, cursor, 20);
        grant.key = address(uint160(word));
        if (grant.key == address(0)) revert ISessionRouter.SessionKeyZero();
        (grants, cursor) = _read(routing, cursor, 1);
        if (grants != GRANTS) revert ISessionRouter.GrantCountUnsupported(uint8(grants), GRANTS);
        (word, cursor) = _read(routing, cursor, 6);
        grant.validAfter = uint48(word);
        (word, cursor) = _read(routing, cursor, 6);
        grant.validUntil = uint48(word);
        (word, cursor) = _read(routing, cursor, 20);
        grant.paymaster = address(uint160(word));
        (word, cursor) = _read(routing, cursor, 12);
        grant.feeBudget = uint96(word);
        (word, cursor) = _read(routing, cursor, 8);
        grant.salt = uint64(word);
        if (grant.paymaster == address(0) && grant.feeBudget == 0) {
            revert ISessionRouter.GrantFeeTermsMissing();
        }
    }

    function _decodeSessions(bytes calldata routing, uint256 cursor, Call[] memory calls)
        private
        pure
        returns (RoutedSession[] memory sessions, bytes32[] memory leaves, uint256)
    {
        uint256 count;
        (count, cursor) = _read(routing, cursor, 1);
        if (count == 0) revert ISessionRouter.SessionCountZero();
        sessions = new RoutedSession[](count);
        leaves = new bytes32[](count);
        uint256 routed = 0;
        for (uint256 i = 0; i < count; ++i) {
            cursor = _decodeSession(routing, cursor, sessions[i]);
            leaves[i] = sessions[i].leaf;
            for (uint256 j = 0; j < i; ++j) {
                if (leaves[j] == leaves[i]) revert ISessionRouter.SessionTwice(j, i);
            }
            (sessions[i].calls, routed, cursor) = _decodeCalls(routing, cursor, calls, routed, i);
        }
        for (uint256 i = 0; i < calls.length; ++i) {
            if (routed >> i & 1 == 0) revert ISessionRouter.CallNotRouted(i);
        }
        return (sessions, leaves, cursor);
    }

    function _decodeSession(bytes calldata routing, uint256 cursor, RoutedSession memory session)
        private
        pure
        returns (uint256)
    {
        uint256 validAfter;
        uint256 validUntil;
        uint256 module;
        uint256 length;
        (validAfter, cursor) = _read(routing, cursor, 6);
        (validUntil, cursor) = _read(routing, cursor, 6);
        (module, cursor) = _read(routing, cursor, 20);
        (length, cursor) = _read(routing, cursor, 2);
        (session.data, cursor) = _readBytes(routing, cursor, length);
        session.window = toWindow(uint48(validAfter), uint48(validUntil));
        session.module = address(uint160(module));
        session.leaf =
            hashSession(uint48(validAfter), uint48(validUntil), session.module, keccak256(session.data));
        return cursor;
    }

    /// @param routed bit i is set when call i is covered already
    function _decodeCalls(
        bytes calldata routing,
        uint256 cursor,
        Call[] memory calls,
        uint256 routed,
        uint256 session
    ) private pure returns (Call[] memory covered, uint256, uint256) {
        uint256 count;
        (count, cursor) = _read(routing, cursor, 1);
        if (count == 0) revert ISessionRouter.SessionServesNoCall(session);
        covered = new Call[](count);
        uint256 previous = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 index;
            uint256 length;
            (index, cursor) = _read(routing, cursor, 1);
            (length, cursor) = _read(routing, cursor, 2);
            if (index >= calls.length) revert ISessionRouter.CallIndexOutOfRange(index, calls.length);
            if (i != 0 && index <= previous) revert ISessionRouter.CallIndexNotAscending(index, previous);
            if (routed >> index & 1 == 1) revert ISessionRouter.CallRoutedTwice(index);
            routed |= 1 << index;
            previous = index;
            covered[i] = calls[index];
            if (length != 0) (covered[i].callSpecificData, cursor) = _readBytes(routing, cursor, length);
        }
        return (covered, routed, cursor);
    }

    function _decodeProof(bytes calldata routing, uint256 cursor, bytes32[] memory leaves)
        private
        pure
        returns (bytes32 root, uint256)
    {
        uint256 nodeCount;
        (nodeCount, cursor) = _read(routing, cursor, 1);
        uint256 flagsEnd = cursor + (leaves.length + nodeCount - 1 + 7) / 8;
        uint256 end = flagsEnd + 32 * nodeCount;
        if (routing.length < end) revert ISessionRouter.RoutingTruncated(routing.length, end);
        return (Multiproof.rootOf(leaves, routing[cursor:flagsEnd], routing[flagsEnd:end]), end);
    }

    /// @dev `size` is at most 32 and `cursor` at most the routing's length, so nothing overflows.
    function _read(bytes calldata routing, uint256 cursor, uint256 size)
        private
        pure
        returns (uint256 value, uint256 end)
    {
        unchecked {
            end = cursor + size;
            if (routing.length < end) revert ISessionRouter.RoutingTruncated(routing.length, end);
            value = uint256(bytes32(routing[cursor:end])) >> (256 - 8 * size);
        }
    }

    function _readBytes(bytes calldata routing, uint256 cursor, uint256 length)
        private
        pure
        returns (bytes memory data, uint256 end)
    {
        end = cursor + length;
        if (routing.length < end) revert ISessionRouter.RoutingTruncated(routing.length, end);
        data = routing[cursor:end];
    }
}

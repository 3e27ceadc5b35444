// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {GrantId, KEY_TYPE_SECP256K1} from "../types/Grant.sol";
import {SESSION_TAG} from "../types/Session.sol";
import {Batch} from "./Batch.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {GrantView, Grants, RoutedGrant, newGrants} from "./GrantView.sol";
import {Multiproof} from "./Multiproof.sol";
import {SessionView, Sessions, newSessions} from "./SessionView.sol";

/// @dev What an operation's routing says.
/// @param key the session key, of every grant
/// @param grants in the order of the routing
/// @param enabling position in calldata of the enabling part; 0: there is none
struct Routed {
    address key;
    Grants grants;
    uint256 enabling;
}

/// @title Reads the routing: which session of which grant covers which call
/// @dev Guarantees: every call is covered exactly once, every grant serves a call and, unless it is being enabled, every session does; no
/// grant and no session stands twice, nothing is left over.
/// What it returns is a claim: true only if the ledger knows the grants' ids, into which all of it has been hashed.
/// Cursors are positions in calldata. Unchecked throughout: a cursor is at most the routing's end plus 2^16, counts take a byte, and
/// what a cursor passes is compared with the end before it is read. Loops return from within, which keeps the compiler from inlining
/// them: in one big function it keeps variables in memory instead of on the stack, at three times the gas. Layout, byte by byte: docs/format.md.
library Routing {
    using CalldataReader for bytes;
    using CalldataReader for uint256;

    uint8 internal constant VERSION = 1;
    /// @dev Flag: an enabling part follows the grants.
    uint8 internal constant ENABLING = 1;
    /// @dev Bundlers take operations of about 8 kB, so an operation publishes no more sessions than this.
    uint256 internal constant MAX_ENABLING_SESSIONS = 16;

    /// @dev Version, flags, key type, key and the number of grants.
    uint256 private constant HEADER = 24;
    /// @dev A grant's terms and the number of its sessions.
    uint256 private constant TERMS = 53;
    /// @dev The highest bits of a session's validAfter and validUntil: bounds are below 2^47.
    uint256 private constant WINDOW_FORBIDDEN_BITS =
        0x8000000000008000000000000000000000000000000000000000000000000000;
    /// @dev The enabling part up to the other chains' entries: deadline, position, their number.
    uint256 private constant APPROVAL = 8;
    /// @dev Another chain's entry: chain id, ledger, epoch, grant id.
    uint256 private constant OTHER = 68;

    /// @param router that the grants name
    /// @param batch the calls that the sessions are to cover
    function decode(bytes calldata routing, address router, Batch batch)
        internal
        pure
        returns (Routed memory routed)
    {
        unchecked {
            (uint256 flags, uint256 count) = _decodeHeader(routing, routed);
            uint256 cursor = routing.positionOf(HEADER);
            uint256 covered = 0;
            Grants grants = newGrants(count);
            routed.grants = grants;
            for (uint256 i = 0; i < count; ++i) {
                // Only the first may be enabled.
                uint256 enabling = i == 0 ? flags : 0;
                GrantView terms = GrantView.wrap(cursor);
                Sessions sessions;
                (sessions, cursor) = _decodeTerms(routing, terms, i, enabling);
                grants.grantAt(i).setTerms(terms, sessions);
                uint256 before = covered;
                (cursor, covered) = _decodeSessions(routing, cursor, sessions, batch, covered, i, enabling);
                if (covered == before) revert ISessionRouter.GrantServesNoCall(i);
                bytes32 root;
                (root, cursor) = _decodeProof(routing, cursor, sessions, enabling);
                grants.grantAt(i).setRoot(root, terms.toId(router, routed.key, root));
                if (i != 0) _refuseTwice(grants, i);
            }
            if (flags != 0) {
                routed.enabling = cursor;
                cursor = _skipApproval(routing, cursor);
            }
            uint256 end = routing.positionOf(routing.length);
            if (cursor != end) revert ISessionRouter.RoutingTrailing(end - cursor);
            _requireCovered(covered, batch.length());
        }
    }

    /// @dev Narrowing casts here and below keep the lowest bits of a shifted word, which are exactly the field.
    function _decodeHeader(bytes calldata routing, Routed memory routed)
        private
        pure
        returns (uint256 flags, uint256 count)
    {
        if (routing.length < HEADER) revert ISessionRouter.RoutingTruncated(routing.length, HEADER);
        uint256 word = routing.wordAt(0);
        if (word >> 248 != VERSION) revert ISessionRouter.VersionUnknown(uint8(word >> 248), VERSION);
        flags = uint8(word >> 240);
        if (flags > ENABLING) revert ISessionRouter.FlagsUnknown(uint8(flags), ENABLING);
        if (uint8(word >> 232) != KEY_TYPE_SECP256K1) {
            revert ISessionRouter.KeyTypeUnsupported(uint8(word >> 232), KEY_TYPE_SECP256K1);
        }
        routed.key = address(uint160(word >> 72));
        if (routed.key == address(0)) revert ISessionRouter.SessionKeyZero();
        count = uint8(word >> 64);
        if (count == 0) revert ISessionRouter.GrantCountZero();
    }

    /// @param grant its index, for errors
    /// @return sessions room for as many as the grant has
    /// @return next where they start
    function _decodeTerms(bytes calldata routing, GrantView terms, uint256 grant, uint256 enabling)
        private
        pure
        returns (Sessions sessions, uint256 next)
    {
        unchecked {
            next = GrantView.unwrap(terms) + TERMS;
            if (next > routing.positionOf(routing.length)) _refuseTruncated(routing, next);
            if (terms.paymaster() == address(0) && terms.feeBudget() == 0) {
                revert ISessionRouter.GrantFeeTermsMissing(grant);
            }
            uint256 count = terms.sessionCount();
            if (count == 0) revert ISessionRouter.SessionCountZero(grant);
            if (enabling != 0 && count > MAX_ENABLING_SESSIONS) {
                revert ISessionRouter.EnablingSessionsTooMany(count, MAX_ENABLING_SESSIONS);
            }
            sessions = newSessions(count);
        }
    }

    /// @dev Reads a grant's sessions, with their entries, and hashes them to leaves. The loop is assembly and only gathers what is wrong:
    /// 1,400 gas a session in plain Solidity, 500 so. `_refuseSessions` is the plain form; the SDK's decoder is compared with both on honest
    /// routings and on damaged ones, in `test/sdkParity.test.ts`.
    /// @param covered bit i is set when call i is covered already
    /// @param grant its index, for errors
    function _decodeSessions(
        bytes calldata routing,
        uint256 cursor,
        Sessions sessions,
        Batch batch,
        uint256 covered,
        uint256 grant,
        uint256 enabling
    ) private pure returns (uint256, uint256) {
        bytes32 tag = SESSION_TAG;
        uint256 start = cursor;
        uint256 before = covered;
        uint256 faults = 0;
        assembly ("memory-safe") {
            let free := mload(0x40)
            let leaves := add(add(sessions, 0x40), shl(5, mload(sessions)))
            let leaf_ := leaves
            let bits := 0
            for { let slot := add(sessions, 0x40) } lt(slot, leaves) { slot := add(slot, 0x20) } {
                // validAfter (6), validUntil (6), module (20), dataLength (2), data, callCount (1)
                let word := calldataload(cursor)
                let size := add(shr(240, calldataload(add(cursor, 32))), 34)
                mstore(slot, cursor)
                bits := or(bits, shl(and(word, 0xff), 1))
                // Both bounds are below 2^47.
                faults := or(faults, and(word, WINDOW_FORBIDDEN_BITS))
                mstore(free, tag)
                calldatacopy(add(free, 0x20), cursor, size)
                let leaf := keccak256(free, add(size, 0x20))
                for { let other := leaves } lt(other, leaf_) { other := add(other, 0x20) } {
                    faults := or(faults, eq(mload(other), leaf))
                }
                mstore(leaf_, leaf)
                leaf_ := add(leaf_, 0x20)

                cursor := add(cursor, size)
                let left := byte(0, calldataload(cursor))
                faults := or(faults, iszero(or(left, enabling)))
                cursor := add(cursor, 1)
                let last := 0
                for {} left { left := sub(left, 1) } {
                    // index (1), length (2), call-specific data
                    let entry := calldataload(cursor)
                    let bit := shl(byte(0, entry), 1)
                    // Ascending, and covered by nothing else.
                    faults := or(faults, or(and(covered, bit), lt(bit, last)))
                    covered := or(covered, bit)
                    last := bit
                    cursor := add(cursor, add(3, shr(240, shl(8, entry))))
                }
            }
            mstore(add(sessions, 0x20), bits)
            // No index beyond the batch, and nothing read beyond the routing.
            faults := or(faults, shr(mload(batch), covered))
            faults := or(faults, gt(cursor, add(routing.offset, routing.length)))
        }
        if (faults == 0) return (cursor, covered);
        _refuseSessions(routing, start, sessions, batch, before, grant, enabling);
    }

    /// @dev Reverts with the first thing that is wrong with a grant's sessions: walks them again, one check at a time.
    function _refuseSessions(
        bytes calldata routing,
        uint256 cursor,
        Sessions sessions,
        Batch batch,
        uint256 covered,
        uint256 grant,
        uint256 enabling
    ) private pure {
        unchecked {
            for (uint256 i = 0; i < sessions.length(); ++i) {
                SessionView session = SessionView.wrap(cursor);
                cursor = _advance(routing, cursor, 34);
                // Refuses bounds out of range.
                session.window();
                cursor = _advance(routing, cursor, session.dataLength() + 1);
                uint256 left = session.callCount();
                if (left == 0 && enabling == 0) revert ISessionRouter.SessionServesNoCall(grant, i);
                uint256 least = 0;
                for (; left != 0; --left) {
                    uint256 entry = cursor.load();
                    cursor = _advance(routing, cursor, 3);
                    cursor = _advance(routing, cursor, uint16(entry >> 232));
                    uint256 call = entry >> 248;
                    if (call >= batch.length()) {
                        revert ISessionRouter.CallIndexOutOfRange(call, batch.length());
                    }
                    if (call < least) revert ISessionRouter.CallIndexNotAscending(call, least - 1);
                    if (covered >> call & 1 != 0) revert ISessionRouter.CallRoutedTwice(call);
                    covered |= 1 << call;
                    least = call + 1;
                }
                for (uint256 j = 0; j < i; ++j) {
                    if (sessions.leafAt(j) == sessions.leafAt(i)) {
                        revert ISessionRouter.SessionTwice(grant, j, i);
                    }
                }
            }
            // Cannot be: every fault is one of these.
            assert(false);
        }
    }

    function _decodeProof(bytes calldata routing, uint256 cursor, Sessions sessions, uint256 enabling)
        private
        pure
        returns (bytes32 root, uint256 next)
    {
        unchecked {
            if (cursor + 1 > routing.positionOf(routing.length)) _refuseTruncated(routing, cursor + 1);
            uint256 nodeCount = cursor.load() >> 248;
            if (enabling != 0 && nodeCount != 0) revert ISessionRouter.EnablingProofNotComplete(nodeCount);
            uint256 nodes = cursor + 1 + (sessions.length() + nodeCount + 6) / 8;
            next = nodes + 32 * nodeCount;
            if (next > routing.positionOf(routing.length)) _refuseTruncated(routing, next);
            root = Multiproof.rootOf(sessions.leaves(), sessions.length(), cursor + 1, nodes, nodeCount);
        }
    }

    function _refuseTwice(Grants grants, uint256 index) private pure {
        unchecked {
            bytes32 id = GrantId.unwrap(grants.grantAt(index).id());
            for (uint256 i = 0;; ++i) {
                if (i == index) return;
                if (GrantId.unwrap(grants.grantAt(i).id()) == id) revert ISessionRouter.GrantTwice(i, index);
            }
        }
    }

    function _requireCovered(uint256 covered, uint256 count) private pure {
        unchecked {
            // As many bits as calls, of which there are at most 255.
            if (covered == (1 << count) - 1) return;
            uint256 missing = 0;
            while (covered >> missing & 1 == 1) ++missing;
            revert ISessionRouter.CallNotRouted(missing);
        }
    }

    /// @dev `EnablingPart` reads what lies between.
    function _skipApproval(bytes calldata routing, uint256 cursor) private pure returns (uint256 next) {
        unchecked {
            uint256 end = routing.positionOf(routing.length);
            next = cursor + APPROVAL;
            if (next > end) _refuseTruncated(routing, next);
            next += OTHER * ((next - 1).load() >> 248) + 2;
            if (next > end) _refuseTruncated(routing, next);
            next += (next - 2).load() >> 240;
            if (next > end) _refuseTruncated(routing, next);
        }
    }

    /// @return next behind `size` more bytes, which must be there
    function _advance(bytes calldata routing, uint256 cursor, uint256 size)
        private
        pure
        returns (uint256 next)
    {
        unchecked {
            next = cursor + size;
            if (next > routing.positionOf(routing.length)) _refuseTruncated(routing, next);
        }
    }

    /// @param needed position in calldata up to which there should be bytes
    function _refuseTruncated(bytes calldata routing, uint256 needed) private pure {
        unchecked {
            revert ISessionRouter.RoutingTruncated(routing.length, needed - routing.positionOf(0));
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {GrantId} from "../types/Grant.sol";
import {SESSION_TAG} from "../types/Session.sol";
import {KEY_TYPE_WEBAUTHN} from "../types/SessionKey.sol";
import {Batch} from "./Batch.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {GrantView, Grants, RoutedGrant, newGrants} from "./GrantView.sol";
import {Multiproof} from "./Multiproof.sol";
import {SessionView, Sessions, newSessions} from "./SessionView.sol";

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

    /// @dev The last type of key.
    uint8 private constant KEY_TYPES = KEY_TYPE_WEBAUTHN;
    /// @dev Version, flags and key type of a routing without flags, of the first type, and what the flags may add.
    uint256 private constant PLAIN = uint256(VERSION) << 16;
    uint256 private constant FLAGS = uint256(ENABLING) << 8;
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
    /// @return key the session key, of every grant
    /// @return grants in the order of the routing
    /// @return enabling position in calldata of the enabling part; 0: there is none
    function decode(bytes calldata routing, address router, Batch batch)
        internal
        pure
        returns (address key, Grants grants, uint256 enabling)
    {
        unchecked {
            uint256 cursor = routing.positionOf(0);
            uint256 word = cursor.load();
            key = address(uint160(word >> 72));
            uint256 count = uint8(word >> 64);
            // One comparison for version, flags and type: what is too small wraps around.
            bool plain = ((word >> 232) & ~FLAGS) - PLAIN <= KEY_TYPES;
            if (!plain || routing.length < HEADER || key == address(0) || count == 0) {
                _refuseHeader(routing);
            }
            grants = newGrants(count, uint8(word >> 232));
            cursor += HEADER;
            uint256 covered = 0;
            // Only the first grant may be enabled.
            uint256 first = (word >> 240) & ENABLING;
            for (uint256 i = 0; i < count; ++i) {
                (cursor, covered) = _decodeGrant(routing, cursor, grants, batch, covered, i, first);
                first = 0;
                RoutedGrant grant = grants.grantAt(i);
                grant.setId(grant.terms().toId(router, key, grants.keyType(), grant.root()));
                if (i != 0) _refuseTwice(grants, i);
            }
            if ((word >> 240) & ENABLING != 0) {
                enabling = cursor;
                cursor = _skipApproval(routing, cursor);
            }
            // As many bits as calls, of which there are at most 255.
            uint256 left = routing.positionOf(routing.length) - cursor;
            if (left | (covered ^ ((1 << batch.length()) - 1)) == 0) return (key, grants, enabling);
            if (left != 0) revert ISessionRouter.RoutingTrailing(left);
            _refuseUncovered(covered);
        }
    }

    /// @dev Reverts with the first thing that is wrong with the header. Narrowing casts keep the lowest bits of a shifted word: the field.
    function _refuseHeader(bytes calldata routing) private pure {
        if (routing.length < HEADER) revert ISessionRouter.RoutingTruncated(routing.length, HEADER);
        uint256 word = routing.wordAt(0);
        if (word >> 248 != VERSION) revert ISessionRouter.VersionUnknown(uint8(word >> 248), VERSION);
        uint8 flags = uint8(word >> 240);
        if (flags > ENABLING) revert ISessionRouter.FlagsUnknown(flags, ENABLING);
        uint8 keyType = uint8(word >> 232);
        if (keyType > KEY_TYPES) revert ISessionRouter.KeyTypeUnsupported(keyType, KEY_TYPES);
        if (address(uint160(word >> 72)) == address(0)) revert ISessionRouter.SessionKeyZero();
        revert ISessionRouter.GrantCountZero();
    }

    /// @dev One grant: its terms, its sessions, their proof.
    /// @param covered bit i is set when call i is covered already
    /// @param enabling 1: the grant is being enabled; else 0
    function _decodeGrant(
        bytes calldata routing,
        uint256 cursor,
        Grants grants,
        Batch batch,
        uint256 covered,
        uint256 index,
        uint256 enabling
    ) private pure returns (uint256, uint256) {
        unchecked {
            GrantView terms = GrantView.wrap(cursor);
            cursor = _advance(routing, cursor, TERMS);
            if (uint160(terms.paymaster()) | terms.feeBudget() == 0) {
                revert ISessionRouter.GrantFeeTermsMissing(index);
            }
            uint256 count = terms.sessionCount();
            if (count == 0) revert ISessionRouter.SessionCountZero(index);
            if (enabling * count > MAX_ENABLING_SESSIONS) {
                revert ISessionRouter.EnablingSessionsTooMany(count, MAX_ENABLING_SESSIONS);
            }
            Sessions sessions = newSessions(count);
            (uint256 next, uint256 found, uint256 faults, uint256 alike) =
                _readSessions(cursor, sessions, grants, covered, enabling);
            // No index beyond the batch, and nothing read beyond the routing.
            faults |= found >> batch.length() | (routing.positionOf(routing.length) - next) >> 255;
            if ((faults | alike) != 0) {
                _checkSessions(routing, cursor, sessions, batch, covered, index, enabling);
                assert(faults == 0); // Cannot fail: the walk finds every fault.
            }
            if (covered == found) revert ISessionRouter.GrantServesNoCall(index);
            covered = found;
            bytes32 root;
            (root, cursor) = _decodeProof(routing, next, sessions, enabling);
            grants.grantAt(index).setTerms(terms, sessions, root);
            return (cursor, covered);
        }
    }

    /// @dev Reads a grant's sessions, with their entries, and hashes them to leaves. The loop is assembly and only gathers what is wrong:
    /// 1,400 gas a session in plain Solidity, 500 so. `_checkSessions` is the plain form; the SDK's decoder is compared with both on honest
    /// routings and on damaged ones, in `test/sdkParity.test.ts`.
    /// @return next behind the last session
    /// @return found `covered`, and what these sessions cover
    /// @return faults not 0: something is wrong
    /// @return alike not 0: two leaves may be the same
    function _readSessions(
        uint256 cursor,
        Sessions sessions,
        Grants grants,
        uint256 covered,
        uint256 enabling
    ) private pure returns (uint256 next, uint256 found, uint256 faults, uint256 alike) {
        bytes32 tag = SESSION_TAG;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, tag)
            let slot := add(sessions, 0x20)
            let size := shl(5, mload(sessions))
            let bits := 0
            let seen := 0
            for { let left := mload(sessions) } left { left := sub(left, 1) } {
                // validAfter (6), validUntil (6), module (20), dataLength (2), data, callCount (1)
                mstore(slot, cursor)
                let word := calldataload(cursor)
                bits := or(bits, shl(and(word, 0xff), 1))
                // Both bounds are below 2^47.
                faults := or(faults, and(word, WINDOW_FORBIDDEN_BITS))
                word := add(shr(240, calldataload(add(cursor, 32))), 34)
                calldatacopy(add(free, 0x20), cursor, word)
                cursor := add(cursor, word)
                word := keccak256(free, add(word, 0x20))
                mstore(add(slot, size), word)
                slot := add(slot, 0x20)
                // Two leaves are alike if their last bytes are.
                word := shl(and(word, 0xff), 1)
                alike := or(alike, and(seen, word))
                seen := or(seen, word)

                let calls := 0
                word := byte(0, calldataload(cursor))
                cursor := add(cursor, 1)
                for {} word { word := sub(word, 1) } {
                    // index (1), length (2), call-specific data
                    let entry := calldataload(cursor)
                    cursor := add(cursor, add(3, and(shr(232, entry), 0xffff)))
                    entry := shl(byte(0, entry), 1)
                    // Ascending.
                    faults := or(faults, iszero(gt(entry, calls)))
                    calls := or(calls, entry)
                }
                // Covered by nothing else, and of use.
                faults := or(faults, or(and(covered, calls), iszero(or(calls, enabling))))
                covered := or(covered, calls)
            }
            mstore(add(grants, 0x20), or(mload(add(grants, 0x20)), bits))
        }
        if (faults == 0) return (cursor, covered, 0, alike);
        return (cursor, covered, faults, 0);
    }

    /// @dev Walks a grant's sessions again, one check at a time, and reverts with the first thing that is wrong; nothing is where leaves are alike only.
    function _checkSessions(
        bytes calldata routing,
        uint256 cursor,
        Sessions sessions,
        Batch batch,
        uint256 covered,
        uint256 grant,
        uint256 enabling
    ) private pure {
        unchecked {
            for (uint256 i = 0;; ++i) {
                if (i == sessions.length()) return;
                SessionView session = SessionView.wrap(cursor);
                cursor = _advance(routing, cursor, 34);
                session.window(); // Refuses bounds out of range.
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
                uint256 twin = sessions.findTwin(i);
                if (twin != i) revert ISessionRouter.SessionTwice(grant, twin, i);
            }
        }
    }

    function _decodeProof(bytes calldata routing, uint256 cursor, Sessions sessions, uint256 enabling)
        private
        pure
        returns (bytes32 root, uint256 next)
    {
        unchecked {
            uint256 nodeCount = cursor.load() >> 248;
            uint256 nodes = cursor + 1 + (sessions.length() + nodeCount + 6) / 8;
            next = nodes + 32 * nodeCount;
            if (enabling * nodeCount != 0 || next > routing.positionOf(routing.length)) {
                _advance(routing, cursor, 1);
                if (enabling * nodeCount != 0) revert ISessionRouter.EnablingProofNotComplete(nodeCount);
                _advance(routing, nodes, 32 * nodeCount);
            }
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

    function _refuseUncovered(uint256 covered) private pure {
        uint256 missing = 0;
        while (covered >> missing & 1 == 1) ++missing;
        revert ISessionRouter.CallNotRouted(missing);
    }

    /// @dev `EnablingPart` reads what lies between.
    function _skipApproval(bytes calldata routing, uint256 cursor) private pure returns (uint256 next) {
        unchecked {
            next = _advance(routing, cursor, APPROVAL);
            next = _advance(routing, next, OTHER * ((next - 1).load() >> 248) + 2);
            next = _advance(routing, next, (next - 2).load() >> 240);
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
            if (next > routing.positionOf(routing.length)) {
                revert ISessionRouter.RoutingTruncated(routing.length, next - routing.positionOf(0));
            }
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISeedFormat} from "../interfaces/ISeedFormat.sol";
import {SeedSession} from "../interfaces/ISeedFramework.sol";
import {CalldataReader} from "./CalldataReader.sol";

/// @title Reads the original framework's signatures in their one canonical encoding
/// @dev Nobody signs them but for the last part, so none of their bits may be free: tails in order, without gap or overlap, clean padding,
/// nothing left over. What is returned reads as checked, because every pointer in it has been compared.
/// How: as BatchDecoder. Words are read before the end is known; lengths are bounded by the signature's own first, so no position
/// overflows, and what lies past the end is refused at the end.
library SeedSignature {
    using CalldataReader for bytes;

    /// @dev Bytes of a session before its tails.
    uint256 private constant SESSION_HEAD = 0xc0;
    /// @dev Where the pointers to the sessions stand, and count from.
    uint256 private constant SESSIONS = 0x80;
    /// @dev r, s, v.
    uint256 private constant KEY_SIGNATURE = 65;
    /// @dev A leaf's preimage has 32 bytes more, and a node's has 64.
    uint256 internal constant NODE_LIKE = 32;

    /// @dev `abi.encode(address manager, SeedSession[] sessions, bytes keySignature)`
    /// @param calls at most 255: as many sessions
    function decodeBatch(bytes calldata signature, uint256 calls)
        internal
        pure
        returns (address manager, SeedSession[] calldata sessions, bytes calldata keySignature)
    {
        unchecked {
            // 160 bits are left.
            manager = address(uint160(_narrow(signature, 0, 160)));
            _expect(signature, 0x20, 0x60);
            uint256 count = signature.wordAt(0x60);
            if (count != calls) revert ISeedFormat.SeedSessionsWrong(count, calls);
            uint256 cursor = SESSIONS + 32 * count;
            for (uint256 i = 0; i < count; ++i) {
                _expect(signature, SESSIONS + 32 * i, cursor - SESSIONS);
                cursor = _skipSession(signature, cursor);
            }
            _expect(signature, 0x40, cursor);
            _expect(signature, cursor, KEY_SIGNATURE);
            keySignature = CalldataReader.slice(signature.positionOf(cursor + 32), KEY_SIGNATURE);
            cursor = _skipBytes(signature, cursor);
            if (signature.length != cursor) {
                revert ISeedFormat.SeedSignatureNotCanonical(cursor, signature.length, cursor);
            }
            assembly ("memory-safe") {
                sessions.offset := add(signature.offset, SESSIONS)
                sessions.length := count
            }
        }
    }

    /// @dev `abi.encode(uint48 validUntil, uint48 validAfter, address module, bytes data, bytes32[] proof, bytes keySignature)`. Bytes that
    /// follow are let be: the original's SDK puts a module's additional data there, which only that module reads.
    function decodeSingle(bytes calldata signature) internal pure returns (SeedSession calldata session) {
        uint256 end = _skipSession(signature, 0);
        if (signature.length < end) {
            revert ISeedFormat.SeedSignatureNotCanonical(end, signature.length, end);
        }
        assembly ("memory-safe") {
            session := signature.offset
        }
    }

    /// @return cursor behind the session that begins at `start`
    function _skipSession(bytes calldata signature, uint256 start) private pure returns (uint256 cursor) {
        unchecked {
            _narrow(signature, start, 48);
            _narrow(signature, start + 0x20, 48);
            _narrow(signature, start + 0x40, 160);
            _expect(signature, start + 0x60, SESSION_HEAD);
            cursor = start + SESSION_HEAD;
            if (signature.wordAt(cursor) == NODE_LIKE) revert ISeedFormat.SeedDataLikeNode(NODE_LIKE);
            cursor = _skipBytes(signature, cursor);
            _expect(signature, start + 0x80, cursor - start);
            cursor += 32 + 32 * _bounded(signature, cursor);
            _expect(signature, start + 0xa0, cursor - start);
            return _skipBytes(signature, cursor);
        }
    }

    function _skipBytes(bytes calldata signature, uint256 start) private pure returns (uint256 cursor) {
        unchecked {
            uint256 length = _bounded(signature, start);
            uint256 unused = (0 - length) & 31;
            cursor = start + 32 + length;
            // Zero padding, shifted out altogether where there is none.
            uint256 padding = signature.wordAt(cursor) >> (256 - 8 * unused);
            if (padding != 0) revert ISeedFormat.SeedSignatureNotCanonical(cursor, padding, 0);
            return cursor + unused;
        }
    }

    /// @dev A length, or a number of words: in either case no more than the signature has bytes.
    function _bounded(bytes calldata signature, uint256 position) private pure returns (uint256 length) {
        length = signature.wordAt(position);
        if (length > signature.length) {
            revert ISeedFormat.SeedSignatureNotCanonical(position, length, signature.length);
        }
    }

    function _narrow(bytes calldata signature, uint256 position, uint256 bits)
        private
        pure
        returns (uint256 found)
    {
        found = signature.wordAt(position);
        if (found >> bits != 0) {
            revert ISeedFormat.SeedSignatureNotCanonical(position, found, (1 << bits) - 1);
        }
    }

    function _expect(bytes calldata signature, uint256 position, uint256 allowed) private pure {
        uint256 found = signature.wordAt(position);
        if (found != allowed) revert ISeedFormat.SeedSignatureNotCanonical(position, found, allowed);
    }
}

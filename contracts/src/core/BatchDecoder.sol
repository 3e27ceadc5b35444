// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {Batch, newBatch} from "./Batch.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {ForbiddenTargets} from "./ForbiddenTargets.sol";

/// @title Reads a batch in its one canonical encoding
/// @dev Guarantees: what is returned is what every ABI decoder reads from the same bytes, because only one encoding is accepted:
/// tails in order, without gap or overlap, clean padding, nothing left over.
/// How: each pointer must name the place where the part before it ends, and the last part must end where callData ends. Words are
/// read before that end is known; a length is bounded by callData's own first, so no position overflows, and what lies past the end is
/// refused at the end. Work is bounded by 255 calls.
library BatchDecoder {
    using CalldataReader for bytes;
    using CalldataReader for uint256;

    /// @dev `executeBatch(address[],uint256[],bytes[])`
    bytes4 internal constant EXECUTE_BATCH = 0x47e1da2a;
    /// @dev `executeBatch_y6U(address[],uint256[],bytes[])`, the same function under a cheaper selector.
    bytes4 internal constant EXECUTE_BATCH_Y6U = 0x00004680;
    /// @dev `execute(bytes32,bytes)` of ERC-7579
    bytes4 internal constant EXECUTE = 0xe9ae5c53;

    /// @dev ERC-7579 mode: call type batch, execution type default (revert as a whole), nothing else.
    uint256 internal constant MODE_BATCH = 1 << 248;

    /// @dev Indices of calls take one byte in the routing.
    uint256 internal constant MAX_CALLS = 255;

    /// @dev `executeBatch(address[],uint256[],bytes[])`, under either name.
    function decodeExecuteBatch(bytes calldata callData) internal pure returns (Batch batch) {
        bytes4 selector = bytes4(callData);
        if (callData.length < 4 || (selector != EXECUTE_BATCH && selector != EXECUTE_BATCH_Y6U)) {
            revert ISessionRouter.SelectorNotBatch(selector);
        }
        uint256 start = callData.positionOf(4);
        uint256 end = start + callData.length - 4;
        // No sum overflows: count is at most 255, and every length is at most callData's.
        unchecked {
            uint256 count = _count(callData, 0x64);
            uint256 values = start + 0xa0 + 32 * count;
            uint256 datas = values + 32 + 32 * count;
            uint256 cursor = datas + 32 * count;
            // Bits that should not be there: of pointers and counts that are not the canonical ones, of targets, lengths and padding.
            uint256 faults = (start.load() ^ 0x60) | ((start + 0x20).load() ^ (values - 32 - start))
                | ((values - 32).load() ^ count) | ((start + 0x40).load() ^ (datas - 32 - start))
                | ((datas - 32).load() ^ count);
            batch = newBatch(count);
            assembly ("memory-safe") {
                let call_ := add(batch, 0x40)
                let bits := 0
                for { let word := 0 } lt(word, shl(5, count)) { word := add(word, 0x20) } {
                    let target := calldataload(add(add(start, 0x80), word))
                    let length := calldataload(cursor)
                    // The pointer names the place behind the part before.
                    faults := or(faults, xor(calldataload(add(datas, word)), sub(cursor, datas)))
                    faults := or(faults, or(shr(160, target), shr(32, length)))
                    bits := or(bits, shl(and(target, 0xff), 1))
                    cursor := add(cursor, 0x20)
                    mstore(call_, target)
                    mstore(add(call_, 0x20), calldataload(add(values, word)))
                    mstore(add(call_, 0x40), cursor)
                    mstore(add(call_, 0x60), length)
                    call_ := add(call_, 0x80)
                    // Zero padding, shifted out altogether where there is none.
                    let unused := and(sub(0, length), 31)
                    cursor := add(cursor, add(length, unused))
                    faults := or(faults, shl(sub(256, shl(3, unused)), calldataload(sub(cursor, 0x20))))
                }
                mstore(add(batch, 0x20), bits)
            }
            if (faults == 0 && cursor == end) return batch;
            _refuseExecuteBatch(callData, count);
        }
    }

    /// @dev Reverts with the first thing that is not canonical: walks the batch again, one check at a time. Gathering faults in the loop above and
    /// looking for the reason only then saves 500 gas at three calls.
    function _refuseExecuteBatch(bytes calldata callData, uint256 count) private pure {
        unchecked {
            uint256 datas = 0xc4 + 64 * count;
            uint256 cursor = datas + 32 * count;
            _expect(callData, 4, 0x60);
            _expect(callData, 36, 0x80 + 32 * count);
            _expect(callData, 0x84 + 32 * count, count);
            _expect(callData, 68, 0xa0 + 64 * count);
            _expect(callData, 0xa4 + 64 * count, count);
            for (uint256 i = 0; i < count; ++i) {
                _expect(callData, datas + 32 * i, cursor - datas);
                uint256 found = callData.wordAt(0x84 + 32 * i);
                if (found >> 160 != 0) _expect(callData, 0x84 + 32 * i, uint160(found));
                uint256 length = callData.wordAt(cursor);
                if (length > callData.length) {
                    revert ISessionRouter.BatchNotCanonical(cursor, length, callData.length);
                }
                uint256 unused = (0 - length) & 31;
                cursor += 32 + length;
                found = callData.wordAt(cursor + unused - 32) << (256 - 8 * unused);
                if (found != 0) revert ISessionRouter.BatchNotCanonical(cursor, found, 0);
                cursor += unused;
            }
            revert ISessionRouter.BatchNotCanonical(cursor, callData.length, cursor);
        }
    }

    function _expect(bytes calldata callData, uint256 position, uint256 allowed) private pure {
        uint256 found = callData.wordAt(position);
        if (found != allowed) revert ISessionRouter.BatchNotCanonical(position, found, allowed);
    }

    function _count(bytes calldata callData, uint256 offset) private pure returns (uint256 count) {
        count = callData.wordAt(offset);
        if (count == 0) {
            // A word past the end reads as zero: that is no empty batch.
            if (callData.length < offset + 32) {
                revert ISessionRouter.BatchNotCanonical(callData.length, callData.length, offset + 32);
            }
            revert ISessionRouter.BatchEmpty();
        }
        if (count > MAX_CALLS) revert ISessionRouter.BatchTooLong(count, MAX_CALLS);
    }

    /// @dev `execute(bytes32,bytes)` of ERC-7579, with `abi.encode(Execution[])` in the mode of a batch.
    function decodeExecute(bytes calldata callData) internal pure returns (Batch batch) {
        bytes4 selector = bytes4(callData);
        if (callData.length < 4 || selector != EXECUTE) revert ISessionRouter.SelectorNotBatch(selector);
        uint256 start = callData.positionOf(4);
        uint256 end = start + callData.length - 4;
        unchecked {
            uint256 found = start.load();
            if (found != MODE_BATCH) revert ISessionRouter.ModeNotBatch(found, MODE_BATCH);
            uint256 count = _count(callData, 0x84);
            // Pointers to the executions count from here.
            uint256 heads = start + 0xa0;
            uint256 cursor = heads + 32 * count;
            found = (start + 0x20).load();
            if (found != 0x40) revert ISessionRouter.BatchNotCanonical(36, found, 0x40);
            found = (start + 0x60).load();
            if (found != 0x20) revert ISessionRouter.BatchNotCanonical(100, found, 0x20);

            batch = newBatch(count);
            uint256 bits = 0;
            for (uint256 i = 0;; ++i) {
                if (i == count) {
                    // A multiple of 32, so the bytes around the executions need no padding.
                    found = (start + 0x40).load();
                    if (found != cursor - start - 0x60) {
                        revert ISessionRouter.BatchNotCanonical(68, found, cursor - start - 0x60);
                    }
                    batch.setTargetBits(bits);
                    if (cursor == end) return batch;
                    revert ISessionRouter.BatchNotCanonical(
                        cursor - start + 4, callData.length, cursor - start + 4
                    );
                }
                found = (heads + 32 * i).load();
                if (found != cursor - heads) {
                    revert ISessionRouter.BatchNotCanonical(heads + 32 * i - start + 4, found, cursor - heads);
                }
                found = cursor.load();
                if (found >> 160 != 0) {
                    revert ISessionRouter.BatchNotCanonical(cursor - start + 4, found, uint160(found));
                }
                address target = address(uint160(found));
                bits |= ForbiddenTargets.bitOf(target);
                found = (cursor + 0x40).load();
                if (found != 0x60) revert ISessionRouter.BatchNotCanonical(cursor - start + 68, found, 0x60);
                uint256 length = (cursor + 0x60).load();
                if (length > callData.length) {
                    revert ISessionRouter.BatchNotCanonical(cursor - start + 100, length, callData.length);
                }
                batch.callAt(i).setCall(target, (cursor + 0x20).load(), cursor + 0x80, length);
                cursor += 0x80 + length;
                // Shifted out altogether where the length is a multiple of 32.
                found = (cursor - 32 + ((0 - length) & 31)).load() << (256 - 8 * ((0 - length) & 31));
                if (found != 0) revert ISessionRouter.BatchNotCanonical(cursor - start + 4, found, 0);
                cursor += (0 - length) & 31;
            }
        }
    }
}

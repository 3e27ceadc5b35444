// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {Batch, newBatch} from "./Batch.sol";
import {CalldataReader} from "./CalldataReader.sol";

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
    uint256 internal constant EXECUTE_BATCH = 0x47e1da2a;
    /// @dev `executeBatch_y6U(address[],uint256[],bytes[])`, the same function under a cheaper selector.
    uint256 internal constant EXECUTE_BATCH_Y6U = 0x00004680;
    /// @dev `execute(bytes32,bytes)` of ERC-7579
    uint256 internal constant EXECUTE = 0xe9ae5c53;

    /// @dev ERC-7579 mode: call type batch, execution type default (revert as a whole), nothing else.
    uint256 internal constant MODE_BATCH = 1 << 248;

    /// @dev Indices of calls take one byte in the routing.
    uint256 internal constant MAX_CALLS = 255;

    /// @dev `executeBatch(address[],uint256[],bytes[])`, under either name.
    function decodeExecuteBatch(bytes calldata callData) internal pure returns (Batch batch) {
        unchecked {
            // Bits beyond callData's end are compared with nothing: what is that short is refused at the end.
            uint256 selector = callData.wordAt(0) >> 224;
            if (selector != EXECUTE_BATCH && selector != EXECUTE_BATCH_Y6U) _refuseSelector(callData);
            uint256 start = callData.positionOf(4);
            uint256 count = (start + 0x60).load();
            if (count - 1 >= MAX_CALLS) _refuseCount(callData, 0x64, count);
            batch = newBatch(count);
            uint256 faults;
            uint256 cursor;
            assembly ("memory-safe") {
                let size := shl(5, count)
                let datas := add(start, add(0xc0, shl(1, size)))
                // Bits that should not be there: of pointers and counts that are not the canonical ones, of targets, lengths and padding.
                faults := or(
                    or(xor(calldataload(start), 0x60), xor(calldataload(add(start, 0x20)), add(0x80, size))),
                    or(
                        xor(calldataload(add(start, 0x40)), add(0xa0, shl(1, size))),
                        or(
                            xor(calldataload(add(start, add(0x80, size))), count),
                            xor(calldataload(sub(datas, 0x20)), count)
                        )
                    )
                )
                cursor := add(datas, size)
                let bits := 0
                let call_ := add(batch, 0x40)
                let values := add(size, 0x20)
                for { let head := add(start, 0x80) } lt(head, add(add(start, 0x80), size)) {
                    head := add(head, 0x20)
                } {
                    let word := calldataload(head)
                    faults := or(faults, shr(160, word))
                    bits := or(bits, shl(and(word, 0xff), 1))
                    mstore(call_, word)
                    word := add(head, values)
                    mstore(add(call_, 0x20), calldataload(word))
                    // The pointer names the place behind the part before.
                    faults := or(faults, xor(calldataload(add(word, values)), sub(cursor, datas)))
                    word := calldataload(cursor)
                    faults := or(faults, shr(32, word))
                    cursor := add(cursor, 0x20)
                    mstore(add(call_, 0x40), cursor)
                    mstore(add(call_, 0x60), word)
                    call_ := add(call_, 0x80)
                    // Zero padding, shifted out altogether where there is none.
                    cursor := add(cursor, word)
                    word := and(sub(0, word), 31)
                    faults := or(faults, shr(sub(256, shl(3, word)), calldataload(cursor)))
                    cursor := add(cursor, word)
                }
                mstore(add(batch, 0x20), bits)
            }
            if (faults == 0 && cursor == callData.positionOf(callData.length)) return batch;
            _refuseExecuteBatch(callData, count);
        }
    }

    /// @dev Reverts with the first thing that is not canonical: walks the batch again, one check at a time. Gathering faults in the loop above and
    /// looking for the reason only then saves 500 gas at three calls.
    function _refuseExecuteBatch(bytes calldata callData, uint256 count) private pure {
        if (callData.length < 4) _refuseSelector(callData);
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

    function _refuseSelector(bytes calldata callData) private pure {
        revert ISessionRouter.SelectorNotBatch(bytes4(callData));
    }

    /// @param offset of the count in callData
    function _refuseCount(bytes calldata callData, uint256 offset, uint256 count) private pure {
        if (callData.length < 4) _refuseSelector(callData);
        if (count > MAX_CALLS) revert ISessionRouter.BatchTooLong(count, MAX_CALLS);
        // A word past the end reads as zero: that is no empty batch.
        if (callData.length < offset + 32) {
            revert ISessionRouter.BatchNotCanonical(callData.length, callData.length, offset + 32);
        }
        revert ISessionRouter.BatchEmpty();
    }

    /// @dev `execute(bytes32,bytes)` of ERC-7579, with `abi.encode(Execution[])` in the mode of a batch.
    function decodeExecute(bytes calldata callData) internal pure returns (Batch batch) {
        unchecked {
            if (callData.wordAt(0) >> 224 != EXECUTE) _refuseSelector(callData);
            uint256 start = callData.positionOf(4);
            uint256 found = start.load();
            if (found != MODE_BATCH) revert ISessionRouter.ModeNotBatch(found, MODE_BATCH);
            uint256 count = (start + 0x80).load();
            if (count - 1 >= MAX_CALLS) _refuseCount(callData, 0x84, count);
            batch = newBatch(count);
            uint256 faults;
            uint256 cursor;
            assembly ("memory-safe") {
                // Pointers to the executions count from here.
                let heads := add(start, 0xa0)
                let size := shl(5, count)
                cursor := add(heads, size)
                let bits := 0
                let call_ := add(batch, 0x40)
                for { let head := heads } lt(head, add(heads, size)) { head := add(head, 0x20) } {
                    // The pointer names the place behind the part before.
                    faults := or(faults, xor(calldataload(head), sub(cursor, heads)))
                    let word := calldataload(cursor)
                    faults := or(faults, shr(160, word))
                    bits := or(bits, shl(and(word, 0xff), 1))
                    mstore(call_, word)
                    mstore(add(call_, 0x20), calldataload(add(cursor, 0x20)))
                    faults := or(faults, xor(calldataload(add(cursor, 0x40)), 0x60))
                    word := calldataload(add(cursor, 0x60))
                    faults := or(faults, shr(32, word))
                    cursor := add(cursor, 0x80)
                    mstore(add(call_, 0x40), cursor)
                    mstore(add(call_, 0x60), word)
                    call_ := add(call_, 0x80)
                    // Zero padding, shifted out altogether where there is none.
                    cursor := add(cursor, word)
                    word := and(sub(0, word), 31)
                    faults := or(faults, shr(sub(256, shl(3, word)), calldataload(cursor)))
                    cursor := add(cursor, word)
                }
                mstore(add(batch, 0x20), bits)
                // The two pointers before the executions, and the length of the bytes around them: a multiple of 32, which needs no padding.
                faults := or(
                    faults,
                    or(
                        xor(calldataload(add(start, 0x20)), 0x40),
                        or(
                            xor(calldataload(add(start, 0x40)), sub(sub(cursor, start), 0x60)),
                            xor(calldataload(add(start, 0x60)), 0x20)
                        )
                    )
                )
            }
            if (faults == 0 && cursor == callData.positionOf(callData.length)) return batch;
            _refuseExecute(callData, count);
        }
    }

    /// @dev As `_refuseExecuteBatch`.
    function _refuseExecute(bytes calldata callData, uint256 count) private pure {
        if (callData.length < 4) _refuseSelector(callData);
        unchecked {
            uint256 cursor = 0xa4 + 32 * count;
            _expect(callData, 36, 0x40);
            _expect(callData, 100, 0x20);
            for (uint256 i = 0; i < count; ++i) {
                _expect(callData, 0xa4 + 32 * i, cursor - 0xa4);
                uint256 found = callData.wordAt(cursor);
                if (found >> 160 != 0) _expect(callData, cursor, uint160(found));
                _expect(callData, cursor + 0x40, 0x60);
                uint256 length = callData.wordAt(cursor + 0x60);
                if (length > callData.length) {
                    revert ISessionRouter.BatchNotCanonical(cursor + 0x60, length, callData.length);
                }
                uint256 unused = (0 - length) & 31;
                cursor += 0x80 + length;
                found = callData.wordAt(cursor + unused - 32) << (256 - 8 * unused);
                if (found != 0) revert ISessionRouter.BatchNotCanonical(cursor, found, 0);
                cursor += unused;
            }
            _expect(callData, 68, cursor - 0x64);
            revert ISessionRouter.BatchNotCanonical(cursor, callData.length, cursor);
        }
    }
}

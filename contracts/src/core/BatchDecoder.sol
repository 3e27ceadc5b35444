// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {CallView} from "./CallView.sol";
import {CalldataReader} from "./CalldataReader.sol";

/// @title Reads `executeBatch(address[],uint256[],bytes[])` in its one canonical encoding
/// @dev Guarantees: what is returned is what every ABI decoder reads from the same bytes, because only one encoding is accepted:
/// tails in order, without gap or overlap, clean padding, nothing left over. Work is bounded by the calldata's length.
library BatchDecoder {
    using CalldataReader for bytes;

    /// @dev `executeBatch(address[],uint256[],bytes[])`
    bytes4 internal constant EXECUTE_BATCH = 0x47e1da2a;
    /// @dev `executeBatch_y6U(address[],uint256[],bytes[])`, the same function under a cheaper selector.
    bytes4 internal constant EXECUTE_BATCH_Y6U = 0x00004680;

    /// @dev Indices of calls take one byte in the routing.
    uint256 internal constant MAX_CALLS = 255;

    function decodeExecuteBatch(bytes calldata callData) internal pure returns (CallView[] memory calls) {
        bytes4 selector = bytes4(callData);
        if (callData.length < 4 || (selector != EXECUTE_BATCH && selector != EXECUTE_BATCH_Y6U)) {
            revert ISessionRouter.SelectorNotBatch(selector);
        }
        bytes calldata args = callData[4:];

        _requireBytes(args, 0x80);
        _expect(args, 0x00, 0x60);
        uint256 count = args.wordAt(0x60);
        if (count == 0) revert ISessionRouter.BatchEmpty();
        if (count > MAX_CALLS) revert ISessionRouter.BatchTooLong(count, MAX_CALLS);

        // No sum below overflows: count is at most 255, and every length is at most the calldata's.
        unchecked {
            uint256 targets = 0x80;
            uint256 values = targets + 32 * count + 32;
            uint256 datas = values + 32 * count + 32;
            uint256 end = datas + 32 * count;
            _requireBytes(args, end);
            _expect(args, 0x20, values - 32);
            _expect(args, values - 32, count);
            _expect(args, 0x40, datas - 32);
            _expect(args, datas - 32, count);

            calls = new CallView[](count);
            for (uint256 i = 0; i < count; ++i) {
                CallView memory call = calls[i];
                call.target = _address(args, targets + 32 * i);
                call.value = args.wordAt(values + 32 * i);
                _expect(args, datas + 32 * i, end - datas);
                (call.data, call.dataLength, end) = _bytes(args, end);
            }
            if (end != args.length) {
                revert ISessionRouter.BatchNotCanonical(end + 4, args.length + 4, end + 4);
            }
        }
    }

    /// @return position where the bytes start in calldata
    /// @return length how many there are
    /// @return end offset behind their padding
    function _bytes(bytes calldata args, uint256 offset)
        private
        pure
        returns (uint256 position, uint256 length, uint256 end)
    {
        // The first check keeps `offset + 32` within args; `length` is compared before it is added.
        unchecked {
            uint256 start = offset + 32;
            _requireBytes(args, start);
            length = args.wordAt(offset);
            if (length > args.length - start) {
                revert ISessionRouter.BatchNotCanonical(offset + 4, length, args.length - start);
            }
            position = args.positionOf(start);
            end = start + length;
            uint256 used = length % 32;
            if (used != 0) {
                _requireBytes(args, end + 32 - used);
                uint256 padding = args.wordAt(end - used) << (8 * used);
                if (padding != 0) revert ISessionRouter.BatchNotCanonical(end + 4, padding, 0);
                end += 32 - used;
            }
        }
    }

    function _address(bytes calldata args, uint256 offset) private pure returns (address) {
        uint256 word = args.wordAt(offset);
        if (word > type(uint160).max) {
            revert ISessionRouter.BatchNotCanonical(offset + 4, word, uint160(word));
        }
        return address(uint160(word));
    }

    function _expect(bytes calldata args, uint256 offset, uint256 allowed) private pure {
        uint256 found = args.wordAt(offset);
        if (found != allowed) revert ISessionRouter.BatchNotCanonical(offset + 4, found, allowed);
    }

    function _requireBytes(bytes calldata args, uint256 length) private pure {
        if (args.length < length) {
            revert ISessionRouter.BatchNotCanonical(args.length + 4, args.length + 4, length + 4);
        }
    }
}

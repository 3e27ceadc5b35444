// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {Call} from "../interfaces/ISessionValidationModule.sol";

/// @title Reads `executeBatch(address[],uint256[],bytes[])` in its one canonical encoding
/// @dev Guarantees: what is returned is what every ABI decoder reads from the same bytes, because only one encoding is accepted:
/// tails in order, without gap or overlap, clean padding, nothing left over. Work is bounded by the calldata's length.
library BatchDecoder {
    /// @dev `executeBatch(address[],uint256[],bytes[])`
    bytes4 internal constant EXECUTE_BATCH = 0x47e1da2a;
    /// @dev `executeBatch_y6U(address[],uint256[],bytes[])`, the same function under a cheaper selector.
    bytes4 internal constant EXECUTE_BATCH_Y6U = 0x00004680;

    /// @dev Indices of calls take one byte in the routing.
    uint256 internal constant MAX_CALLS = 255;

    function decodeExecuteBatch(bytes calldata callData) internal pure returns (Call[] memory calls) {
        bytes4 selector = bytes4(callData);
        if (callData.length < 4 || (selector != EXECUTE_BATCH && selector != EXECUTE_BATCH_Y6U)) {
            revert ISessionRouter.SelectorNotBatch(selector);
        }
        bytes calldata args = callData[4:];

        _expect(args, 0x00, 0x60);
        uint256 count = _word(args, 0x60);
        if (count == 0) revert ISessionRouter.BatchEmpty();
        if (count > MAX_CALLS) revert ISessionRouter.BatchTooLong(count, MAX_CALLS);

        // No sum below overflows: count is at most 255, and every length is at most the calldata's.
        unchecked {
            uint256 targets = 0x80;
            uint256 values = targets + 32 * count + 32;
            uint256 datas = values + 32 * count + 32;
            _expect(args, 0x20, values - 32);
            _expect(args, values - 32, count);
            _expect(args, 0x40, datas - 32);
            _expect(args, datas - 32, count);

            calls = new Call[](count);
            uint256 end = datas + 32 * count;
            for (uint256 i = 0; i < count; ++i) {
                Call memory call = calls[i];
                call.index = i;
                call.target = _address(args, targets + 32 * i);
                call.value = _word(args, values + 32 * i);
                _expect(args, datas + 32 * i, end - datas);
                (call.data, end) = _bytes(args, end);
            }
            if (end != args.length) {
                revert ISessionRouter.BatchNotCanonical(end + 4, args.length + 4, end + 4);
            }
        }
    }

    function _bytes(bytes calldata args, uint256 offset)
        private
        pure
        returns (bytes memory data, uint256 end)
    {
        uint256 length = _word(args, offset);
        // `offset + 32` lies within args, as the word was read; `length` is compared before it is added.
        unchecked {
            uint256 start = offset + 32;
            if (length > args.length - start) {
                revert ISessionRouter.BatchNotCanonical(offset + 4, length, args.length - start);
            }
            data = args[start:start + length];
            end = start + length;
            uint256 used = length % 32;
            if (used != 0) {
                uint256 padding = _word(args, end - used) << (8 * used);
                if (padding != 0) revert ISessionRouter.BatchNotCanonical(end + 4, padding, 0);
                end += 32 - used;
            }
        }
    }

    function _address(bytes calldata args, uint256 offset) private pure returns (address) {
        uint256 word = _word(args, offset);
        if (word > type(uint160).max) {
            revert ISessionRouter.BatchNotCanonical(offset + 4, word, uint160(word));
        }
        return address(uint160(word));
    }

    function _expect(bytes calldata args, uint256 offset, uint256 allowed) private pure {
        uint256 found = _word(args, offset);
        if (found != allowed) revert ISessionRouter.BatchNotCanonical(offset + 4, found, allowed);
    }

    /// @dev `offset` is below 2^64 wherever this is called.
    function _word(bytes calldata args, uint256 offset) private pure returns (uint256) {
        unchecked {
            if (args.length < offset + 32) {
                revert ISessionRouter.BatchNotCanonical(offset + 4, args.length + 4, offset + 36);
            }
            return uint256(bytes32(args[offset:offset + 32]));
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Damages bytes, for tests of decoders.
library Bytes {
    /// @dev A copy with the word at `position` replaced.
    function withWord(bytes memory data, uint256 position, uint256 word)
        internal
        pure
        returns (bytes memory out)
    {
        require(position + 32 <= data.length, "withWord");
        out = bytes.concat(data);
        assembly ("memory-safe") {
            mstore(add(add(out, 0x20), position), word)
        }
    }

    function withByte(bytes memory data, uint256 position, uint8 value)
        internal
        pure
        returns (bytes memory out)
    {
        out = bytes.concat(data);
        out[position] = bytes1(value);
    }

    function wordAt(bytes memory data, uint256 position) internal pure returns (uint256 word) {
        require(position + 32 <= data.length, "wordAt");
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), position))
        }
    }

    /// @dev The first `length` bytes.
    function cut(bytes memory data, uint256 length) internal pure returns (bytes memory out) {
        out = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            out[i] = data[i];
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Words of calldata, without a check for each
/// @dev The caller has compared the length once for all that it reads, or compares afterwards; the plain form,
/// `uint256(bytes32(data[o:o + 32]))`, checks every time and costs 120 gas more a word. `test/ModuleCall.t.sol` compares the two.
library CalldataReader {
    /// @dev The 32 bytes of calldata at `position`; zeros past the end of calldata.
    function load(uint256 position) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(position)
        }
    }

    /// @dev The 32 bytes from `offset` on. Past the end of `data` it reads whatever calldata holds there.
    function wordAt(bytes calldata data, uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    /// @dev The 20 bytes from `offset` on, as packed layouts hold an address.
    function packedAddressAt(bytes calldata data, uint256 offset) internal pure returns (address) {
        // The shift leaves 160 bits.
        return address(uint160(wordAt(data, offset) >> 96));
    }

    /// @dev Where in calldata the byte at `offset` stands.
    function positionOf(bytes calldata data, uint256 offset) internal pure returns (uint256 position) {
        assembly ("memory-safe") {
            position := add(data.offset, offset)
        }
    }

    /// @dev `length` bytes of calldata at `position`.
    function slice(uint256 position, uint256 length) internal pure returns (bytes calldata data) {
        assembly ("memory-safe") {
            data.offset := position
            data.length := length
        }
    }

    /// @dev Dynamic bytes of an ABI-encoded struct. Pointers are not compared with the end of calldata, which costs 90 gas each: only the
    /// account calls a router about its own operation, and one that encoded it badly would be misread to its own harm alone.
    /// @param position of the struct
    /// @param head offset in the struct of the pointer to the bytes
    function bytesOf(uint256 position, uint256 head) internal pure returns (bytes calldata data) {
        assembly ("memory-safe") {
            let start := add(position, calldataload(add(position, head)))
            data.offset := add(start, 0x20)
            data.length := calldataload(start)
        }
    }

    /// @dev keccak256 of `length` bytes of calldata at `position`.
    function hashAt(uint256 position, uint256 length) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, position, length)
            hash := keccak256(free, length)
        }
    }
}

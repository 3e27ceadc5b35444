// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";

/// @title A short list of addresses in a session's data: `count (1) ‖ addresses (20 each)`
library AddressSet {
    using CalldataReader for bytes;

    /// @param offset where the set stands in `data`
    /// @return end offset behind the set; behind the end of `data` if its first byte is missing
    function endOf(bytes calldata data, uint256 offset) internal pure returns (uint256 end) {
        unchecked {
            return data.length <= offset ? offset + 1 : offset + 1 + 20 * sizeOf(data, offset);
        }
    }

    function sizeOf(bytes calldata data, uint256 offset) internal pure returns (uint256) {
        return data.wordAt(offset) >> 248;
    }

    function has(bytes calldata data, uint256 offset, address wanted) internal pure returns (bool) {
        // At most 255 addresses.
        unchecked {
            uint256 end = offset + 1 + 20 * sizeOf(data, offset);
            for (uint256 place = offset + 1; place < end; place += 20) {
                if (data.packedAddressAt(place) == wanted) return true;
            }
            return false;
        }
    }
}

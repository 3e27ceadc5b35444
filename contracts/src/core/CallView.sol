// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev One call of the batch: where it stands in calldata. A router's decoder fills in the first four fields, the routing the last two.
/// @param target the contract that is called
/// @param value wei
/// @param data position in calldata of the call's data
/// @param dataLength its length in bytes
/// @param specific position in calldata of the call-specific data
/// @param specificLength its length in bytes
struct CallView {
    address target;
    uint256 value;
    uint256 data;
    uint256 dataLength;
    uint256 specific;
    uint256 specificLength;
}

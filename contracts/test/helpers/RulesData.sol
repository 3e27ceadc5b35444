// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Session data of ABIRulesSVM, put together by hand.
library RulesData {
    /// @dev Of the head: `charged (1) ‖ marks (1) ‖ rules (1)`.
    function session(
        address target,
        uint96 cap,
        bytes4 selector,
        bytes3 head,
        bytes memory body,
        bytes memory limits
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(target, cap, selector, uint16(body.length), head, body, limits);
    }

    /// @dev An operand as narrow as it can be.
    function operand(uint256 value) internal pure returns (bytes memory) {
        uint256 width = 0;
        while (width < 32 && value >> (8 * width) != 0) ++width;
        bytes memory bytes_ = new bytes(width);
        for (uint256 i = 0; i < width; ++i) {
            bytes_[i] = bytes1(uint8(value >> (8 * (width - 1 - i))));
        }
        return abi.encodePacked(uint8(width), bytes_);
    }

    function rule(uint256 operator, uint8 mark, bytes memory operands) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(operator), mark, operands);
    }

    /// @dev AND or OR.
    function group(uint256 operator, uint8 count, bytes memory rules) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(operator), count, rules);
    }
}

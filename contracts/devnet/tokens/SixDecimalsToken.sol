// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title SixDecimalsToken
/// @notice An ERC-20 for tests, with six decimals. Anyone can mint.
contract SixDecimalsToken is ERC20("Six Decimals", "SIX") {
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

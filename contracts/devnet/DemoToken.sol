// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title DemoToken
/// @notice An ERC-20 for the devnet. Anyone can mint any amount: it must never stand for anything of value.
contract DemoToken is ERC20 {
    /// @param holder Receives the initial supply: a deployment through a CREATE2 proxy has no sender to credit.
    /// @param supply Initial supply in base units (18 decimals).
    constructor(string memory name_, string memory symbol_, address holder, uint256 supply)
        ERC20(name_, symbol_)
    {
        _mint(holder, supply);
    }

    /// @notice Demo only: creates `amount` base units for `to`, for whoever asks.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

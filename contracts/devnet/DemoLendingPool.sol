// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title DemoLendingPool
/// @notice A pool for the devnet with Aave v3's `supply` and `withdraw`: anyone may supply for anyone, each withdraws their own to wherever they say. It
/// lends nothing and pays no interest.
contract DemoLendingPool {
    using SafeERC20 for IERC20;

    mapping(address asset => mapping(address owner => uint256)) public balanceOf;

    error AmountZero();

    event Supply(
        address indexed reserve,
        address user,
        address indexed onBehalfOf,
        uint256 amount,
        uint16 indexed referralCode
    );
    event Withdraw(address indexed reserve, address indexed user, address indexed to, uint256 amount);

    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external {
        if (amount == 0) revert AmountZero();
        balanceOf[asset][onBehalfOf] += amount;
        IERC20(asset).safeTransferFrom(msg.sender, address(this), amount);
        emit Supply(asset, msg.sender, onBehalfOf, amount, referralCode);
    }

    /// @param amount 2^256 - 1 for all that is there, as in Aave
    function withdraw(address asset, uint256 amount, address to) external returns (uint256) {
        if (amount == type(uint256).max) amount = balanceOf[asset][msg.sender];
        if (amount == 0) revert AmountZero();
        balanceOf[asset][msg.sender] -= amount;
        IERC20(asset).safeTransfer(to, amount);
        emit Withdraw(asset, msg.sender, to, amount);
        return amount;
    }
}

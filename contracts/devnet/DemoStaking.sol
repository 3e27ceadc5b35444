// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title DemoStaking
/// @notice Staking for the devnet, with the functions of Synthetix's StakingRewards: everything is for the caller. Rewards flow at a fixed rate, shared
/// by stake, out of what has been sent to this contract.
contract DemoStaking {
    using SafeERC20 for IERC20;

    IERC20 public immutable stakingToken;
    IERC20 public immutable rewardsToken;
    /// @notice Base units of the rewards token a second.
    uint256 public immutable rewardRate;

    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    /// @dev Rewards for one base unit staked from the beginning, times 1e18.
    uint256 private _perToken;
    uint256 private _updatedAt;
    mapping(address => uint256) private _paidPerToken;
    mapping(address => uint256) private _earned;

    error AmountZero();

    constructor(IERC20 stakingToken_, IERC20 rewardsToken_, uint256 rewardRate_) {
        stakingToken = stakingToken_;
        rewardsToken = rewardsToken_;
        rewardRate = rewardRate_;
        _updatedAt = block.timestamp;
    }

    modifier updating() {
        _perToken = rewardPerToken();
        _updatedAt = block.timestamp;
        _earned[msg.sender] = earned(msg.sender);
        _paidPerToken[msg.sender] = _perToken;
        _;
    }

    function rewardPerToken() public view returns (uint256) {
        if (totalSupply == 0) return _perToken;
        return _perToken + (block.timestamp - _updatedAt) * rewardRate * 1e18 / totalSupply;
    }

    function earned(address account) public view returns (uint256) {
        return _earned[account] + balanceOf[account] * (rewardPerToken() - _paidPerToken[account]) / 1e18;
    }

    function stake(uint256 amount) external updating {
        if (amount == 0) revert AmountZero();
        totalSupply += amount;
        balanceOf[msg.sender] += amount;
        stakingToken.safeTransferFrom(msg.sender, address(this), amount);
    }

    function withdraw(uint256 amount) external updating {
        if (amount == 0) revert AmountZero();
        totalSupply -= amount;
        balanceOf[msg.sender] -= amount;
        stakingToken.safeTransfer(msg.sender, amount);
    }

    function getReward() external updating {
        uint256 amount = _earned[msg.sender];
        _earned[msg.sender] = 0;
        rewardsToken.safeTransfer(msg.sender, amount);
    }
}

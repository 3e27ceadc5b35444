// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDepositAll} from "../interfaces/IDepositAll.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";

/// @title Deposits whatever its caller has of a token: what a swap gave is not known when an operation is signed
/// @dev Guarantees: takes from its caller alone, so an allowance given to this contract is of no use to anybody else; keeps nothing: shares go to
/// the caller, as does what the vault leaves; no allowance to a vault outlives the call. Nobody owns it, and it stores nothing beyond a call.
/// Trusts: token and vault, as far as the caller's own money goes. A hostile one that calls back here is refused: one call at a time, so that
/// nobody but the caller's vault may take what is here, and what is left is the caller's.
/// Does not protect: what anybody sends here by mistake, and a caller that names a hostile vault.
contract DepositAll is IDepositAll {
    using SafeTransferLib for address;

    bool private transient _isUnderWay;

    /// @inheritdoc IDepositAll
    function depositAll(address token, address vault, uint256 keep, uint256 maximum)
        external
        returns (uint256 shares)
    {
        if (_isUnderWay) revert DepositUnderWay();
        _isUnderWay = true;
        uint256 balance = token.balanceOf(msg.sender);
        if (balance <= keep) revert NothingToDeposit(balance, keep);
        uint256 amount = balance - keep;
        if (amount > maximum) amount = maximum;
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        // A token that charges on transfer delivers less.
        uint256 received = token.balanceOf(address(this)) - before;
        token.safeApproveWithRetry(vault, received);
        shares = IERC4626(vault).deposit(received, msg.sender);
        uint256 left = token.balanceOf(address(this)) - before;
        if (left != 0) {
            token.safeApprove(vault, 0);
            token.safeTransfer(msg.sender, left);
        }
        _isUnderWay = false;
    }
}

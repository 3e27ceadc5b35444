// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Deposits whatever its caller has of a token
interface IDepositAll {
    /// @dev The caller has no more than it wants to keep.
    error NothingToDeposit(uint256 balance, uint256 keep);
    /// @dev Another deposit is under way: a token or a vault called back.
    error DepositUnderWay();

    /// @notice Takes the caller's balance of a token above `keep`, `maximum` at most, and deposits it in an ERC-4626 vault for the caller. The caller
    /// must have approved this contract, for `maximum` at most. What the vault does not take goes back to the caller.
    /// @param keep token base units
    /// @param maximum token base units
    /// @return shares what the vault says it gave
    function depositAll(address token, address vault, uint256 keep, uint256 maximum)
        external
        returns (uint256 shares);
}

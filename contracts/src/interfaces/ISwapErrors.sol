// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Errors of the modules for swaps
/// @dev As in `ISVMErrors`: `call` is the index of the call in the batch; `found` is what it carries and `allowed` what the session allows.
interface ISwapErrors {
    error RateZero();
    error AmountInZero(uint256 call);
    error AmountInTooLarge(uint256 call, uint256 found, uint256 allowed);
    error PathLengthWrong(uint256 call, uint256 found, uint256 allowed);
    error RecipientNotAccount(uint256 call, address found, address allowed);
    error TokenInNotAllowed(uint256 call, address found, address allowed);
    error TokenOutNotAllowed(uint256 call, address found, address allowed);
    /// @dev `position` is the token's place in the path, from 0.
    error HopNotAllowed(uint256 call, uint256 position, address found);
    error MinimumOutTooLow(uint256 call, uint256 found, uint256 allowed);
}

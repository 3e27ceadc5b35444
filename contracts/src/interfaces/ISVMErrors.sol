// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Errors that more than one module uses
/// @dev `call` is the index of the call in the batch; `found` is what it carries and `allowed` what the session allows.
interface ISVMErrors {
    error SessionDataMalformed(uint256 found, uint256 allowed);
    error LimitFlagsUnknown(uint8 found, uint8 allowed);

    /// @dev The module was asked with calls in another than the usual encoding. `position` counts the calls of the session.
    error CallNotCanonical(uint256 position, uint256 found, uint256 allowed);
    error CallSpecificDataNotAllowed(uint256 call, uint256 found, uint256 allowed);
    error TargetNotAllowed(uint256 call, address found, address allowed);
    error ValueNotAllowed(uint256 call, uint256 found, uint256 allowed);
    error SelectorNotAllowed(uint256 call, bytes4 found, bytes4 allowed);
    error CalldataLengthWrong(uint256 call, uint256 found, uint256 allowed);
    /// @dev An address argument with bits above 160. `position` is the argument's offset in calldata, selector included.
    error AddressNotClean(uint256 call, uint256 position, uint256 found);

    error PerUseLimitExceeded(uint256 call, uint256 found, uint256 allowed);
    error TotalLimitExceeded(uint256 call, uint256 found, uint256 allowed);
    error UsesLimitExceeded(uint256 call, uint256 found, uint256 allowed);
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Errors that more than one module uses
/// @dev `call` is the index of the call in the batch; `found` is what it carries and `allowed` what the session allows.
interface ISVMErrors {
    error SessionDataMalformed(uint256 found, uint256 allowed);
    error LimitFlagsUnknown(uint8 found, uint8 allowed);
    error PeriodTooShort(uint256 found, uint256 allowed);

    /// @dev The module was asked with calls in another than the usual encoding. `position` counts the calls of the session.
    error CallNotCanonical(uint256 position, uint256 found, uint256 allowed);
    error CallSpecificDataNotAllowed(uint256 call, uint256 found, uint256 allowed);
    error TargetNotAllowed(uint256 call, address found, address allowed);
    error ValueNotAllowed(uint256 call, uint256 found, uint256 allowed);
    error SelectorNotAllowed(uint256 call, bytes4 found, bytes4 allowed);
    error CalldataLengthWrong(uint256 call, uint256 found, uint256 allowed);
    /// @dev An address argument with bits above 160. `position` is the argument's offset in calldata, selector included.
    error AddressNotClean(uint256 call, uint256 position, uint256 found);
    /// @dev A pointer to dynamic data that leads elsewhere than every encoder's. `position` as above.
    error PointerNotCanonical(uint256 call, uint256 position, uint256 found, uint256 allowed);
    /// @dev Bytes behind dynamic data that are not zero. `position` as above; `found` is the word of which they are part.
    error PaddingNotZero(uint256 call, uint256 position, uint256 found);
    /// @dev The account's assets would go to somebody whom the session does not name.
    error RecipientNotAllowed(uint256 call, address found);
    /// @dev The call takes from another owner than the account.
    error OwnerNotAccount(uint256 call, address found, address allowed);

    /// @dev The call names a period before the last one in which the session was used.
    error PeriodPast(uint256 call, uint256 found, uint256 allowed);
    /// @dev The calls of a session in one operation name different periods.
    error PeriodDiffers(uint256 call, uint256 found, uint256 allowed);
    /// @dev The period ends at 2^47 seconds or later.
    error PeriodOutOfRange(uint256 call, uint256 found, uint256 allowed);
    error PerUseLimitExceeded(uint256 call, uint256 found, uint256 allowed);
    error TotalLimitExceeded(uint256 call, uint256 found, uint256 allowed);
    error UsesLimitExceeded(uint256 call, uint256 found, uint256 allowed);
    error PeriodLimitExceeded(uint256 call, uint256 found, uint256 allowed);
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev What the original Batched Session Router asks a module, call by call. It does not say for which account.
interface IOriginalSVM {
    /// @param value wei
    /// @param sessionData what the leaf of the owner's tree commits to
    /// @return sessionKey whose signature the router has to find
    function validateSessionParams(
        address target,
        uint256 value,
        bytes calldata data,
        bytes calldata sessionData,
        bytes calldata callSpecificData
    ) external returns (address sessionKey);
}

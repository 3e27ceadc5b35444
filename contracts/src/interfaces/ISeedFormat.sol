// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Errors of the seed format, in the order of the checks
/// @dev A wrong signature, fees over the seed budget and a paymaster that the owner did not set are no errors: validation does all its
/// work and answers SIG_VALIDATION_FAILED.
interface ISeedFormat {
    /// @dev A router's list of managers is fixed when it is deployed.
    error SeedManagersTooMany(uint256 found, uint256 allowed);
    error SeedManagerZero(uint256 index);

    /// @dev The manager takes `execute` and `execute_ncC` alone.
    error SelectorNotSingle(bytes4 found);
    /// @dev The single call is not the one canonical encoding. `position` is the byte offset in callData of the word at fault.
    error SingleCallNotCanonical(uint256 position, uint256 found, uint256 allowed);

    /// @dev As many sessions as calls.
    error SeedSessionsWrong(uint256 found, uint256 allowed);
    /// @dev The signature is not the one canonical encoding. `position` is the byte offset in it of the word at fault.
    error SeedSignatureNotCanonical(uint256 position, uint256 found, uint256 allowed);
    /// @dev With session data of 32 bytes a leaf is as long as a node of the tree, and could be one.
    error SeedDataLikeNode(uint256 found);
    /// @dev Neither the router's own manager nor one of its list.
    error SeedManagerUnknown(address found);
    /// @dev The account does not have the manager enabled as a module.
    error SeedManagerNotEnabled(address manager);
    /// @dev The low 160 bits of the nonce's key are above those that seed-format operations may use: such nonces belong to an owner or to
    /// one session key.
    error SeedNonceWrong(uint256 found, uint256 allowed);
    /// @dev The account's root does not hold this leaf.
    error SeedSessionNotEnabled(bytes32 leaf, bytes32 root);
    /// @dev A manager or a module refused, or failed. `reason` is its revert data.
    error SeedCallRefused(uint256 call, address by, bytes reason);
    /// @dev A module answered a word that is no address, or no bool.
    error SeedAnswerWrong(address module, uint256 found);
}

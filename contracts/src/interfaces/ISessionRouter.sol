// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Errors of a router, in the order of its checks
/// @dev A wrong or missing signature, fees over the budget and a paymaster that the grant does not name are no errors:
/// the router does all its work and answers SIG_VALIDATION_FAILED.
interface ISessionRouter {
    error SenderNotCaller(address found, address allowed);
    error PaymasterDataTooShort(uint256 found, uint256 needed);

    error SelectorNotBatch(bytes4 found);
    /// @dev The batch is not the one canonical encoding. `position` is the byte offset in callData of the word at fault.
    error BatchNotCanonical(uint256 position, uint256 found, uint256 allowed);
    /// @dev Another ERC-7579 mode than batch with default execution.
    error ModeNotBatch(uint256 found, uint256 allowed);
    error BatchEmpty();
    error BatchTooLong(uint256 found, uint256 allowed);

    /// @dev The account's wrapper around the signature is not the one canonical encoding.
    error SignatureNotCanonical(uint256 position, uint256 found, uint256 allowed);

    error RoutingTruncated(uint256 found, uint256 needed);
    error RoutingTrailing(uint256 length);
    error VersionUnknown(uint8 found, uint8 allowed);
    error FlagsUnknown(uint8 found, uint8 allowed);
    error KeyTypeUnsupported(uint8 found, uint8 allowed);
    error SessionKeyZero();
    error GrantCountZero();
    error GrantFeeTermsMissing(uint256 grant);
    error SessionCountZero(uint256 grant);
    /// @dev More sessions than an operation may publish.
    error EnablingSessionsTooMany(uint256 found, uint256 allowed);
    error SessionServesNoCall(uint256 grant, uint256 session);
    error GrantServesNoCall(uint256 grant);
    error SessionTwice(uint256 grant, uint256 first, uint256 second);
    /// @dev A grant that is being enabled lists all its sessions: its proof has no nodes.
    error EnablingProofNotComplete(uint256 nodes);
    error GrantTwice(uint256 first, uint256 second);
    error CallIndexOutOfRange(uint256 index, uint256 calls);
    error CallIndexNotAscending(uint256 index, uint256 previous);
    error CallRoutedTwice(uint256 index);
    error CallNotRouted(uint256 index);
    error ProofTooLong(uint256 found, uint256 allowed);
    error ProofMalformed(uint256 nodesTaken, uint256 nodes);
    error ProofFlagsUnused(uint256 found);

    /// @dev Only an operation that enables a grant may deploy the account.
    error InitCodeNotAllowed(uint256 length);

    /// @dev EntryPoint v0.6: the low 160 bits of the nonce's key must name the session key.
    error NonceNotOfKey(address found, address allowed);

    error TargetForbidden(uint256 call, address target);

    /// @dev A module refused, or failed. `reason` is its revert data: a typed error whose first argument is the call's index.
    error SessionRefused(address module, bytes reason);
    /// @dev A module must have code and return exactly one word.
    error ModuleAnswerWrong(address module, uint256 found, uint256 allowed);
}

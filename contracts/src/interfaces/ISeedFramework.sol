// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UserOperation} from "../types/UserOperation.sol";

/// @dev What the original manager answers about an account: the root of its tree of sessions; 0: none.
struct SessionStorage {
    bytes32 merkleRoot;
}

/// @dev One call's session in the original batch signature. Without the array around it, it is the original signature of a single call too: there
/// the last field is the session key's signature.
struct SeedSession {
    /// Seconds; 0: no bound.
    uint48 validUntil;
    /// Seconds.
    uint48 validAfter;
    address sessionValidationModule;
    bytes sessionKeyData;
    bytes32[] merkleProof;
    bytes callSpecificData;
}

/// @title What the original framework asks of a session key manager
interface ISeedSessionManager {
    /// @notice Refuses a session that the account's root does not hold.
    function validateSessionKey(
        address smartAccount,
        uint48 validUntil,
        uint48 validAfter,
        address sessionValidationModule,
        bytes calldata sessionKeyData,
        bytes32[] calldata merkleProof
    ) external view;
}

/// @title What the original framework asks of a Session Validation Module
interface ISeedModule {
    /// @notice Refuses a call of a batch that the session does not allow.
    /// @return sessionKey who must have signed the operation
    function validateSessionParams(
        address destinationContract,
        uint256 callValue,
        bytes calldata funcCallData,
        bytes calldata sessionKeyData,
        bytes calldata callSpecificData
    ) external returns (address sessionKey);

    /// @notice Refuses an operation of a single call that the session does not allow.
    /// @return isSigned whether the session key has signed it
    function validateSessionUserOp(
        UserOperation calldata userOp,
        bytes32 userOpHash,
        bytes calldata sessionKeyData,
        bytes calldata sessionKeySignature
    ) external returns (bool isSigned);
}

/// @title What the seed format asks of a modular Smart Account v2
interface ISeedAccount {
    function isModuleEnabled(address module) external view returns (bool);
}

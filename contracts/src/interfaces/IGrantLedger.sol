// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantTree, OwnerApproval} from "../types/Approval.sol";
import {Grant, GrantId} from "../types/Grant.sol";
import {Session} from "../types/Session.sol";
import {IKeyVerifier} from "./IKeyVerifier.sol";

/// @dev Never: not seen yet. Active: enabled in the account's current epoch. Revoked: ended, for good.
enum GrantStatus {
    Never,
    Active,
    Revoked
}

/// @title The memory of grants: which ones an account has enabled for which router, and what they have spent
/// @dev A grant's state moves only by the account itself, by its owner's approval, by the grant's key (to give it up) or, for fees, by
/// the router that the grant names. Every event but SessionsPublished carries a sequence number, which counts the account's events for
/// one router from 1, so that a reader knows it has seen all.
interface IGrantLedger {
    /// @param epoch the account's epoch in which the grant is enabled
    /// @param grant the terms; their hash is `id`
    /// @param sessions the leaves of the tree whose root is `grant.sessionsRoot`, in the order of the tree; none: not published yet
    event GrantEnabled(
        address indexed account,
        address indexed router,
        GrantId indexed id,
        uint64 sequence,
        uint64 epoch,
        Grant grant,
        Session[] sessions
    );
    /// @dev The sessions of a grant that was enabled by its root alone. Anybody may publish them, any number of times.
    event SessionsPublished(
        address indexed account, address indexed router, GrantId indexed id, Session[] sessions
    );
    event GrantRevoked(address indexed account, address indexed router, GrantId indexed id, uint64 sequence);
    /// @dev The grant's own key gave it up.
    event GrantRenounced(
        address indexed account, address indexed router, GrantId indexed id, uint64 sequence
    );
    /// @param epoch the one that begins
    event AllGrantsRevoked(address indexed account, address indexed router, uint64 sequence, uint64 epoch);

    /// @dev Enabling is possible from Never alone; using, publishing and renouncing from Active alone.
    error GrantStatusWrong(GrantId id, GrantStatus found, GrantStatus allowed);
    /// @dev The sessions that were passed hash to another root than the grant names.
    error SessionsRootWrong(bytes32 found, bytes32 allowed);
    error SessionsRootZero();
    error SessionsEmpty();
    error SessionDataTooLong(uint256 session, uint256 found, uint256 allowed);
    error RouterZero();
    /// @dev A router that keeps its ledger itself takes only its own grants.
    error RouterWrong(address found, address allowed);
    error KeyZero();
    /// @dev There is no such type of key, or this chain cannot verify its signatures.
    error KeyTypeNotVerifiable(uint8 found);
    /// @dev Neither a fee budget nor a paymaster: no operation could ever be paid.
    error FeeTermsMissing();
    error KeyWrong(address found, address allowed);
    /// @dev The grant's key has not signed this digest, or not in the one form that is accepted.
    error RenouncingNotSigned(bytes32 digest, address key);

    error DeadlineZero();
    error DeadlinePassed(uint256 found, uint48 allowed);
    error PositionOutOfRange(uint256 found, uint256 allowed);
    /// @dev The owner's list has more than one entry for this chain. `entry` counts among the others.
    error ChainTwice(uint256 entry, uint256 chainId);
    /// @dev The account has no code, or its ERC-1271 does not answer the magic value to this digest and signature.
    error ApprovalRefused(address account, bytes32 digest);

    /// @notice Enables grants for `msg.sender` and publishes their sessions, where any are passed.
    function enableGrants(GrantTree[] memory trees) external returns (GrantId[] memory ids);

    /// @notice Enables a grant for `account` on its owner's signature, and publishes its sessions. Anybody may send it, until the deadline.
    function enableGrantWithApproval(address account, GrantTree memory tree, OwnerApproval memory approval)
        external
        returns (GrantId id);

    /// @notice Publishes the sessions of an active grant that was enabled by its root alone. Changes no state.
    function publishSessions(address account, Grant memory grant, Session[] memory sessions) external;

    /// @notice Ends grants of `msg.sender` for good; also ids that were never seen.
    function revokeGrants(address router, GrantId[] calldata ids) external;

    /// @notice Ends every grant that `msg.sender` has enabled for `router` so far, and every approval not yet used.
    function revokeAllGrants(address router) external;

    /// @notice Ends a grant of `account` for good. Only the grant's key may.
    function renounceGrant(address account, Grant memory grant) external;

    /// @notice Ends a grant of `account` for good, on the signature of the grant's key. Anybody may send it.
    /// @param signature as docs/format.md lays it out for the type of the key, over the EIP-712 struct `RenounceGrant(address account,bytes32 grant)`
    function renounceGrantWithSignature(address account, Grant memory grant, bytes calldata signature)
        external;

    /// @return who judges signatures of keys that are not secp256k1
    function keyVerifier() external view returns (IKeyVerifier);

    /// @return status whether the grant may be used
    /// @return epoch the account's epoch in which it was enabled
    /// @return feeSpent wei charged so far
    /// @return operations self-paid operations charged so far
    function getGrant(address router, address account, GrantId id)
        external
        view
        returns (GrantStatus status, uint64 epoch, uint96 feeSpent, uint32 operations);

    /// @return wei that the grant may still be charged; 0 unless it is active
    function getFeeLeft(address account, Grant memory grant) external view returns (uint256);

    /// @return epoch counts the times that all grants were revoked
    /// @return sequence the number of the account's last ledger event for this router
    function getAccount(address router, address account) external view returns (uint64 epoch, uint64 sequence);
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Grant, GrantId} from "../types/Grant.sol";
import {Session} from "../types/Session.sol";

/// @dev Never: not seen yet. Active: enabled in the account's current epoch. Revoked: ended, for good.
enum GrantStatus {
    Never,
    Active,
    Revoked
}

/// @title The memory of grants: which ones an account has enabled for which router, and what they have spent
/// @dev A grant's state moves only by the account itself or, for fees, by the router that the grant names.
interface IGrantLedger {
    /// @param sequence counts the account's ledger events for this router from 1, so that a reader knows it has seen all
    /// @param grant the terms; their hash is `id`
    /// @param sessions the leaves of the tree whose root is `grant.sessionsRoot`, in the order of the tree
    event GrantEnabled(
        address indexed account,
        address indexed router,
        GrantId indexed id,
        uint64 sequence,
        uint64 epoch,
        Grant grant,
        Session[] sessions
    );
    event GrantRevoked(address indexed account, address indexed router, GrantId indexed id, uint64 sequence);
    event AllGrantsRevoked(address indexed account, address indexed router, uint64 sequence, uint64 epoch);

    /// @dev Enabling is possible from Never alone; using, from Active alone.
    error GrantStatusWrong(GrantId id, GrantStatus found, GrantStatus allowed);
    /// @dev The sessions that were passed hash to another root than the grant names.
    error SessionsRootWrong(bytes32 found, bytes32 allowed);
    error SessionsEmpty();
    error RouterZero();
    error KeyZero();
    error KeyTypeUnknown(uint8 found);
    /// @dev Neither a fee budget nor a paymaster: no operation could ever be paid.
    error FeeTermsMissing();

    /// @notice Enables a grant for `msg.sender` and publishes its sessions.
    function enableGrant(Grant calldata grant, Session[] calldata sessions) external returns (GrantId id);

    /// @notice Ends grants of `msg.sender` for good; also ids that were never seen.
    function revokeGrants(address router, GrantId[] calldata ids) external;

    /// @notice Ends every grant that `msg.sender` has enabled for `router` so far.
    function revokeAllGrants(address router) external;

    /// @return status whether the grant may be used
    /// @return epoch the account's epoch in which it was enabled
    /// @return feeSpent wei charged so far
    /// @return operations self-paid operations charged so far
    function getGrant(address router, address account, GrantId id)
        external
        view
        returns (GrantStatus status, uint64 epoch, uint96 feeSpent, uint32 operations);

    /// @return epoch counts the times that all grants were revoked
    /// @return sequence the number of the account's last ledger event for this router
    function getAccount(address router, address account) external view returns (uint64 epoch, uint64 sequence);
}

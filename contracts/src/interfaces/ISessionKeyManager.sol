// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantTree, OwnerApproval} from "../types/Approval.sol";
import {GrantId} from "../types/Grant.sol";
import {IGrantLedger} from "./IGrantLedger.sol";
import {ISeedLedger} from "./ISeedLedger.sol";

/// @title Session Key Manager: the grant ledger as a contract of its own, shared by routers
/// @dev A router finds and moves only the grants that name it: its own address is the key under which the manager looks.
interface ISessionKeyManager is IGrantLedger, ISeedLedger {
    /// @notice Refuses a grant that `account` has not enabled for `msg.sender`. Charges nothing: for sponsored operations.
    function verifyGrant(address account, GrantId id) external view;

    /// @notice Refuses a grant that `account` has not enabled for `msg.sender`, else charges it for one operation.
    /// @dev Over the budget the charge still happens (saturating), so that estimation with any fee costs the same.
    /// @param cost wei: the most that the operation can cost the account
    /// @param budget wei: the grant's fee budget
    /// @return withinBudget whether all that was charged, this cost included, is within the budget
    function chargeGrant(address account, GrantId id, uint256 cost, uint256 budget)
        external
        returns (bool withinBudget);

    /// @notice Enables a grant for `msg.sender`, the router, on the owner's signature, while an operation is validated.
    /// @dev Reads no clock: the router narrows the operation's window to the deadline.
    /// @return enabled false: the grant was active already, and nothing of the approval was looked at
    function enableGrantInOperation(address account, GrantTree memory tree, OwnerApproval memory approval)
        external
        returns (bool enabled);
}
